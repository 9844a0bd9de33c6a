package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The older list of a Service's addresses, beside its EndpointSlices.
 *
 * <p>Models: pkg/registry/core/endpoint
 */
final class EndpointsRules implements KindRules {

  private static final int MOST_SHOWN = 3;

  @Override
  public Kind kind() {
    return Kinds.ENDPOINTS;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateEach(
        "subsets",
        subset ->
            subset.updateEach("ports", port -> PodSpecDefaults.text(port, "protocol", "TCP")));
  }

  @Override
  public Optional<String> deprecation() {
    return Optional.of(
        "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME, Column.text("Endpoints", (object, now) -> endpoints(object)), Column.AGE);
  }

  private static String endpoints(KubeObject object) {
    List<String> shown = new ArrayList<>();
    for (JsonObject subset : object.tree().array("subsets").objects()) {
      JsonArray ports = subset.array("ports");
      List<String> ips =
          subset.array("addresses").objects().stream()
              .map(address -> address.string("ip", ""))
              .toList();
      if (ports.isEmpty()) {
        shown.addAll(ips);
      }
      for (JsonObject port : ports.objects()) {
        ips.forEach(ip -> shown.add(ip + ":" + port.integer("port", 0)));
      }
    }
    if (shown.isEmpty()) {
      return "<none>";
    }
    String text = String.join(",", shown.subList(0, Math.min(MOST_SHOWN, shown.size())));
    return shown.size() > MOST_SHOWN
        ? text + " + " + (shown.size() - MOST_SHOWN) + " more..."
        : text;
  }
}
