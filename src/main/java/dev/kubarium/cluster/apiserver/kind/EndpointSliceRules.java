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

/**
 * Some of the addresses behind a Service.
 *
 * <p>Models: pkg/registry/discovery/endpointslice
 */
final class EndpointSliceRules implements KindRules {

  private static final int MOST_SHOWN = 3;

  @Override
  public Kind kind() {
    return Kinds.ENDPOINT_SLICE;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object.updateEach(
        "ports", port -> PodSpecDefaults.text(port.withDefault("name", ""), "protocol", "TCP"));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("AddressType", (object, now) -> object.tree().string("addressType", "")),
        Column.text("Ports", (object, now) -> ports(object)),
        Column.text("Endpoints", (object, now) -> endpoints(object)),
        Column.AGE);
  }

  private static String ports(KubeObject slice) {
    JsonArray ports = slice.tree().array("ports");
    if (ports.isEmpty()) {
      return "<unset>";
    }
    List<String> shown = new ArrayList<>();
    for (JsonObject port : ports.objects()) {
      Long number = port.integer("port");
      shown.add(number == null ? port.string("name", "") + "*" : Long.toString(number));
    }
    return listed(shown);
  }

  private static String endpoints(KubeObject slice) {
    List<String> shown = new ArrayList<>();
    slice.tree().array("endpoints").objects().forEach(endpoint -> shown.addAll(endpoint.array("addresses").strings()));
    return shown.isEmpty() ? "<unset>" : listed(shown);
  }

  private static String listed(List<String> items) {
    String text = String.join(",", items.subList(0, Math.min(MOST_SHOWN, items.size())));
    return items.size() > MOST_SHOWN ? text + " + " + (items.size() - MOST_SHOWN) + " more..." : text;
  }
}
