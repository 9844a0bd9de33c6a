package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.List;

/**
 * Who may talk to whom.
 *
 * <p>Models: pkg/registry/networking/networkpolicy, pkg/apis/networking/validation
 */
final class NetworkPolicyRules implements KindRules {

  private static final List<String> POLICY_TYPES = List.of("Egress", "Ingress");

  @Override
  public Kind kind() {
    return Kinds.NETWORK_POLICY;
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
    return object.updateOrCreate("spec", NetworkPolicyRules::specDefaults);
  }

  private static JsonObject specDefaults(JsonObject spec) {
    JsonArray types =
        spec.array("egress").isEmpty()
            ? JsonArray.of("Ingress")
            : JsonArray.of("Ingress", "Egress");
    JsonObject filled =
        spec.array("policyTypes").isEmpty() ? spec.with("policyTypes", types) : spec;
    return filled
        .withDefault("podSelector", JsonObject.EMPTY)
        .updateEach("ingress", NetworkPolicyRules::ruleDefaults)
        .updateEach("egress", NetworkPolicyRules::ruleDefaults);
  }

  private static JsonObject ruleDefaults(JsonObject rule) {
    return rule.updateEach("ports", port -> PodSpecDefaults.text(port, "protocol", "TCP"));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    FieldChecks.labelSelector(at.in("podSelector"), spec.object("podSelector"));
    rules(at, spec, "ingress", "from");
    rules(at, spec, "egress", "to");
    List<String> types = spec.array("policyTypes").strings();
    if (types.size() > POLICY_TYPES.size()) {
      at.invalid(
          "policyTypes", spec.array("policyTypes"), "may not specify more than two policyTypes");
    }
    for (int i = 0; i < types.size(); i++) {
      if (!POLICY_TYPES.contains(types.get(i))) {
        at.notSupported("policyTypes[" + i + "]", types.get(i), POLICY_TYPES);
      }
    }
  }

  private static void rules(FieldErrors errors, JsonObject spec, String direction, String peers) {
    JsonArray rules = spec.array(direction);
    for (int i = 0; i < rules.size(); i++) {
      FieldErrors at = errors.in(direction, i);
      JsonArray ports = rules.object(i).array("ports");
      for (int j = 0; j < ports.size(); j++) {
        port(at.in("ports", j), ports.object(j));
      }
      JsonArray others = rules.object(i).array(peers);
      for (int j = 0; j < others.size(); j++) {
        peer(at.in(peers, j), others.object(j));
      }
    }
  }

  private static void port(FieldErrors errors, JsonObject port) {
    FieldChecks.oneOfIfSet(errors, port, "protocol", ContainerValidation.PROTOCOLS);
    if (port.isSet("port")) {
      FieldChecks.portNumberOrName(errors, "port", port.get("port"));
    }
    Long end = port.integer("endPort");
    if (end != null) {
      if (!(port.get("port") instanceof Long first)) {
        errors.invalid(
            "endPort",
            end,
            port.isSet("port")
                ? "may not be specified when `port` is non-numeric"
                : "may not be specified when `port` is not specified");
      } else if (end < first) {
        errors.invalid("endPort", end, "must be greater than or equal to `port`");
      }
    }
  }

  private static void peer(FieldErrors errors, JsonObject peer) {
    int kinds = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (peer.isSet(selector)) {
        kinds++;
        FieldChecks.labelSelector(errors.in(selector), peer.object(selector));
      }
    }
    if (peer.isSet("ipBlock")) {
      if (kinds > 0) {
        errors.forbidden("", "may not specify both ipBlock and another peer");
      }
      kinds++;
      block(errors.in("ipBlock"), peer.object("ipBlock"));
    }
    if (kinds == 0) {
      errors.required("", "must specify a peer");
    }
  }

  private static void block(FieldErrors errors, JsonObject block) {
    if (!FieldChecks.required(errors, block, "cidr")) {
      return;
    }
    FieldChecks.cidr(errors, "cidr", block.string("cidr"));
    List<String> exceptions = block.array("except").strings();
    for (int i = 0; i < exceptions.size(); i++) {
      FieldChecks.cidr(errors, "except[" + i + "]", exceptions.get(i));
      if (!isStrictlyWithin(exceptions.get(i), block.string("cidr"))) {
        errors.invalid("except[" + i + "]", exceptions.get(i), "must be a strict subset of `cidr`");
      }
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME, Column.text("Pod-Selector", (object, now) -> selector(object)), Column.AGE);
  }

  private static String selector(KubeObject policy) {
    String text = LabelSelector.of(policy.spec().object("podSelector")).toString();
    return text.isEmpty() ? "<none>" : text;
  }

  /** 10.1.0.0/16 is in 10.0.0.0/8; what cannot be read is refused elsewhere. */
  private static boolean isStrictlyWithin(String inner, String outer) {
    int[] one = ipv4(inner);
    int[] other = ipv4(outer);
    if (one.length == 0 || other.length == 0) {
      return true;
    }
    int mask = other[1] == 0 ? 0 : -1 << (32 - other[1]);
    return one[1] > other[1] && (one[0] & mask) == (other[0] & mask);
  }

  /** Address and bits; empty where it is no IPv4 block. */
  private static int[] ipv4(String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0
        || !FieldChecks.isIpv4(cidr.substring(0, slash))
        || !cidr.substring(slash + 1).matches("[0-9]{1,2}")) {
      return new int[0];
    }
    int address = 0;
    for (String part : List.of(cidr.substring(0, slash).split("\\."))) {
      address = address << 8 | Integer.parseInt(part);
    }
    return new int[] {address, Integer.parseInt(cidr.substring(slash + 1))};
  }
}
