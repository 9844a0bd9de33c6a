package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
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
  private static final int MOST_ENDPOINTS = 1000;

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
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonObject tree = object.tree();
    FieldChecks.oneOf(errors, tree, "addressType", List.of("FQDN", "IPv4", "IPv6"));
    JsonArray endpoints = tree.array("endpoints");
    if (endpoints.size() > MOST_ENDPOINTS) {
      errors.tooMany("endpoints", endpoints.size(), MOST_ENDPOINTS);
    }
    for (int i = 0; i < endpoints.size(); i++) {
      FieldErrors at = errors.in("endpoints", i);
      List<String> addresses = endpoints.object(i).array("addresses").strings();
      if (addresses.isEmpty()) {
        at.required("addresses", "must contain at least 1 address");
      }
      for (int j = 0; j < addresses.size(); j++) {
        if (tree.string("addressType", "").equals("IPv4")
            && !FieldChecks.isIpv4(addresses.get(j))) {
          at.invalid("addresses[" + j + "]", addresses.get(j), "must be an IPv4 address");
        }
      }
    }
    JsonArray ports = tree.array("ports");
    for (int i = 0; i < ports.size(); i++) {
      FieldErrors at = errors.in("ports", i);
      FieldChecks.oneOf(at, ports.object(i), "protocol", ContainerValidation.PROTOCOLS);
      if (!ports.object(i).string("name", "").isEmpty()) {
        FieldChecks.name(at, "name", ports.object(i).string("name"), NameRule.DNS_LABEL);
      }
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    FieldChecks.immutable(errors, object.tree(), before.tree(), "addressType");
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
    slice
        .tree()
        .array("endpoints")
        .objects()
        .forEach(endpoint -> shown.addAll(endpoint.array("addresses").strings()));
    return shown.isEmpty() ? "<unset>" : listed(shown);
  }

  private static String listed(List<String> items) {
    String text = String.join(",", items.subList(0, Math.min(MOST_SHOWN, items.size())));
    return items.size() > MOST_SHOWN
        ? text + " + " + (items.size() - MOST_SHOWN) + " more..."
        : text;
  }
}
