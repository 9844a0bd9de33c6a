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
import dev.kubarium.cluster.object.LabelSelector;
import java.util.List;
import java.util.Map;

/**
 * A Service gets its cluster IP and node ports when it is made, and keeps the IP.
 *
 * <p>Models: pkg/registry/core/service, pkg/apis/core/v1/defaults.go
 *
 * <p>Left out: IPv6, the health check port of load balancers.
 */
final class ServiceRules implements KindRules {

  private static final long THREE_HOURS = 10_800;

  @Override
  public Kind kind() {
    return Kinds.SERVICE;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_1035_LABEL;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    return object
        .updateOrCreate("spec", ServiceRules::specDefaults)
        .update("status", status -> status.withDefault("loadBalancer", JsonObject.EMPTY));
  }

  private static JsonObject specDefaults(JsonObject sent) {
    JsonObject spec =
        PodSpecDefaults.text(
            PodSpecDefaults.text(sent, "sessionAffinity", "None"), "type", "ClusterIP");
    if (spec.string("sessionAffinity").equals("ClientIP")) {
      spec =
          spec.updateOrCreate(
              "sessionAffinityConfig",
              config ->
                  config.updateOrCreate(
                      "clientIP", client -> client.withDefault("timeoutSeconds", THREE_HOURS)));
    }
    spec =
        spec.updateEach(
            "ports",
            port -> {
              JsonObject filled = PodSpecDefaults.text(port, "protocol", "TCP");
              Object target = filled.get("targetPort");
              boolean missing =
                  !filled.isSet("targetPort")
                      || "".equals(target)
                      || Long.valueOf(0).equals(target);
              return missing ? filled.withOrWithout("targetPort", filled.get("port")) : filled;
            });
    String type = spec.string("type");
    if (isExposed(type)) {
      spec = PodSpecDefaults.text(spec, "externalTrafficPolicy", "Cluster");
    }
    if (type.equals("LoadBalancer")) {
      spec = spec.withDefault("allocateLoadBalancerNodePorts", true);
    }
    if (needsIp(type)) {
      spec = PodSpecDefaults.text(spec, "internalTrafficPolicy", "Cluster");
    }
    return spec;
  }

  static boolean needsIp(String type) {
    return type.equals("ClusterIP") || isExposed(type);
  }

  static boolean isExposed(String type) {
    return type.equals("NodePort") || type.equals("LoadBalancer");
  }

  private static boolean needsNodePorts(JsonObject spec) {
    return spec.string("type", "").equals("NodePort")
        || spec.string("type", "").equals("LoadBalancer")
            && spec.bool("allocateLoadBalancerNodePorts");
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return allocated(object, context)
        .with("status", JsonObject.of("loadBalancer", JsonObject.EMPTY));
  }

  @Override
  public JsonObject prepareUpdate(JsonObject object, KubeObject before, RuleContext context) {
    JsonObject sent = object.object("spec");
    JsonObject old = before.spec();
    if (sent.equals(old)) {
      return object;
    }
    String ip = sent.string("clusterIP", "");
    boolean onlyTheFirst =
        !ip.equals(old.string("clusterIP", ""))
            && sent.array("clusterIPs").equals(old.array("clusterIPs"));
    JsonObject spec =
        onlyTheFirst && !ip.isEmpty() ? sent.with("clusterIPs", JsonArray.of(ip)) : sent;
    return allocated(
        object.with("spec", keptAddresses(withoutTypeFields(spec, old), old)), context);
  }

  /** What belonged to the old type and was not changed goes with it. */
  private static JsonObject withoutTypeFields(JsonObject sent, JsonObject old) {
    String type = sent.string("type", "");
    String oldType = old.string("type", "");
    JsonObject spec = sent;
    if (needsIp(oldType) && !needsIp(type)) {
      for (String field :
          List.of(
              "clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy", "internalTrafficPolicy")) {
        if (spec.has(field) && spec.get(field).equals(old.get(field))) {
          spec = spec.without(field);
        }
      }
    }
    if (needsNodePorts(old) && !needsNodePorts(spec)) {
      spec =
          spec.updateEach(
              "ports",
              port ->
                  old.array("ports").objects().stream()
                          .anyMatch(
                              known ->
                                  port.isSet("nodePort")
                                      && port.get("nodePort").equals(known.get("nodePort")))
                      ? port.without("nodePort")
                      : port);
    }
    if (isExposed(oldType) && !isExposed(type)) {
      if (spec.has("externalTrafficPolicy")
          && spec.get("externalTrafficPolicy").equals(old.get("externalTrafficPolicy"))) {
        spec = spec.without("externalTrafficPolicy");
      }
    }
    if (oldType.equals("LoadBalancer") && !type.equals("LoadBalancer")) {
      spec = spec.without("allocateLoadBalancerNodePorts").without("loadBalancerClass");
    }
    return spec;
  }

  /** Allocated values that were left out are those of before. */
  private static JsonObject keptAddresses(JsonObject sent, JsonObject old) {
    JsonObject spec = sent;
    if (needsIp(old.string("type", "")) && needsIp(spec.string("type", ""))) {
      if (spec.string("clusterIP", "").isEmpty()) {
        spec = spec.withOrWithout("clusterIP", old.get("clusterIP"));
      }
      if (spec.array("clusterIPs").isEmpty()
          && spec.string("clusterIP", "").equals(old.string("clusterIP", ""))) {
        spec = spec.withOrWithout("clusterIPs", old.get("clusterIPs"));
      }
    }
    if (needsNodePorts(old) && needsNodePorts(spec)) {
      List<Object> used =
          spec.array("ports").objects().stream().map(port -> port.get("nodePort")).toList();
      spec =
          spec.updateEach(
              "ports",
              port -> {
                JsonObject known =
                    old.array("ports").objects().stream()
                        .filter(each -> each.string("name", "").equals(port.string("name", "")))
                        .findFirst()
                        .orElse(JsonObject.EMPTY);
                boolean missing = port.integer("nodePort", 0) == 0;
                Object kept = known.get("nodePort");
                return missing && kept != null && !used.contains(kept)
                    ? port.with("nodePort", kept)
                    : port;
              });
    }
    return spec;
  }

  private static JsonObject allocated(JsonObject object, RuleContext context) {
    JsonObject metadata = object.object("metadata");
    JsonObject spec = object.object("spec");
    ServiceAddresses addresses =
        new ServiceAddresses(
            context, metadata.string("namespace", ""), metadata.string("name", ""));
    if (needsIp(spec.string("type", ""))) {
      if (spec.string("clusterIP", "").isEmpty()) {
        String first = spec.array("clusterIPs").strings().stream().findFirst().orElse("");
        spec = spec.with("clusterIP", first.isEmpty() ? addresses.freeIp() : first);
      }
      if (spec.array("clusterIPs").isEmpty()) {
        spec = spec.with("clusterIPs", JsonArray.of(spec.string("clusterIP")));
      }
      boolean ownEndpoints =
          spec.string("clusterIP").equals("None") && spec.object("selector").isEmpty();
      spec =
          spec.withDefault(
                  "ipFamilies", ownEndpoints ? JsonArray.of("IPv4", "IPv6") : JsonArray.of("IPv4"))
              .withDefault("ipFamilyPolicy", ownEndpoints ? "RequireDualStack" : "SingleStack");
    }
    if (needsNodePorts(spec)) {
      spec.array("ports").objects().forEach(port -> addresses.take(port.integer("nodePort", 0)));
      spec =
          spec.updateEach(
              "ports",
              port ->
                  port.integer("nodePort", 0) == 0
                      ? port.with("nodePort", addresses.freeNodePort())
                      : port);
    }
    return object.with("spec", spec);
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    ServiceValidation.validate(object, errors, context);
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (!object.spec().equals(before.spec())) {
      ServiceValidation.update(object, before, errors);
      ServiceValidation.validate(object, errors, context);
    }
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of(
        "spec.clusterIP",
        object.spec().string("clusterIP", ""),
        "spec.type",
        object.spec().string("type", ""));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Type", (object, now) -> object.spec().string("type", "")),
        Column.text("Cluster-IP", (object, now) -> orNone(object.spec().string("clusterIP", ""))),
        Column.text("External-IP", (object, now) -> externalIp(object)),
        Column.text("Port(s)", (object, now) -> ports(object)),
        Column.AGE,
        Column.wide(
            "Selector",
            (object, now) ->
                orNone(LabelSelector.ofMap(object.spec().object("selector")).toString())));
  }

  private static String orNone(String text) {
    return text.isEmpty() ? "<none>" : text;
  }

  private static String externalIp(KubeObject service) {
    JsonObject spec = service.spec();
    List<String> chosen = spec.array("externalIPs").strings();
    return switch (spec.string("type", "")) {
      case "ExternalName" -> spec.string("externalName", "");
      case "LoadBalancer" -> {
        List<String> given =
            service.status().object("loadBalancer").array("ingress").objects().stream()
                .map(ingress -> ingress.string("ip", ingress.string("hostname", "")))
                .toList();
        List<String> all = java.util.stream.Stream.concat(given.stream(), chosen.stream()).toList();
        yield all.isEmpty() ? "<pending>" : String.join(",", all);
      }
      default -> orNone(String.join(",", chosen));
    };
  }

  private static String ports(KubeObject service) {
    return orNone(
        String.join(
            ",",
            service.spec().array("ports").objects().stream()
                .map(
                    port ->
                        port.integer("port", 0)
                            + (port.integer("nodePort", 0) > 0
                                ? ":" + port.integer("nodePort", 0)
                                : "")
                            + "/"
                            + port.string("protocol", "TCP"))
                .toList()));
  }
}
