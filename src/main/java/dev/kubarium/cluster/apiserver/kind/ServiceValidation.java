package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ClusterNetwork;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * The faults of a Service: its ports, its addresses, what fits its type.
 *
 * <p>Models: pkg/apis/core/validation, ValidateService
 */
final class ServiceValidation {

  private static final List<String> TYPES =
      List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
  private static final int MOST_AFFINITY_SECONDS = 86_400;

  private ServiceValidation() {}

  static void validate(KubeObject service, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = service.spec();
    String type = spec.string("type", "");
    boolean headless = "None".equals(spec.string("clusterIP"));
    if (spec.array("ports").isEmpty() && !headless && !type.equals("ExternalName")) {
      at.required("ports", "");
    }
    if (headless && ServiceRules.isExposed(type)) {
      at.invalid("clusterIPs[0]", "None", "may not be set to 'None' for " + type + " services");
    }
    if (type.equals("ExternalName")) {
      externalName(at, spec);
    }
    ports(at, spec);
    MetadataValidation.labels(at, "selector", spec.object("selector"));
    affinity(at, spec);
    List<String> outside = spec.array("externalIPs").strings();
    for (int i = 0; i < outside.size(); i++) {
      FieldChecks.ip(at, "externalIPs[" + i + "]", outside.get(i));
    }
    FieldChecks.oneOf(at, spec, "type", TYPES);
    if (ServiceRules.isExposed(type)) {
      FieldChecks.oneOf(at, spec, "externalTrafficPolicy", List.of("Cluster", "Local"));
    } else if (!spec.string("externalTrafficPolicy", "").isEmpty()) {
      at.invalid(
          "externalTrafficPolicy",
          spec.get("externalTrafficPolicy"),
          "may only be set for externally-accessible services");
    }
    FieldChecks.oneOfIfSet(at, spec, "internalTrafficPolicy", List.of("Cluster", "Local"));
    FieldChecks.oneOfIfSet(
        at, spec, "ipFamilyPolicy", List.of("PreferDualStack", "RequireDualStack", "SingleStack"));
    sourceRanges(at, spec);
    if (at.isEmpty()) {
      addresses(at, service, context);
    }
  }

  private static void sourceRanges(FieldErrors errors, JsonObject spec) {
    List<String> ranges = spec.array("loadBalancerSourceRanges").strings();
    // Upstream writes the field so.
    if (!ranges.isEmpty() && !spec.string("type", "").equals("LoadBalancer")) {
      errors.forbidden(
          "LoadBalancerSourceRanges", "may only be used when `type` is 'LoadBalancer'");
    }
    for (int i = 0; i < ranges.size(); i++) {
      FieldChecks.cidr(errors.in("LoadBalancerSourceRanges", i), "", ranges.get(i).strip());
    }
  }

  private static void externalName(FieldErrors errors, JsonObject spec) {
    for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
      if (spec.isSet(field)) {
        errors.forbidden(field, "may not be set for ExternalName services");
      }
    }
    String name = spec.string("externalName", "");
    String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
    if (bare.isEmpty()) {
      errors.required("externalName", "");
    } else {
      FieldChecks.name(errors, "externalName", bare, NameRule.DNS_SUBDOMAIN);
    }
  }

  private static void ports(FieldErrors errors, JsonObject spec) {
    JsonArray ports = spec.array("ports");
    Set<String> names = new TreeSet<>();
    Set<String> numbers = new TreeSet<>();
    Set<String> nodePorts = new TreeSet<>();
    for (int i = 0; i < ports.size(); i++) {
      FieldErrors at = errors.in("ports", i);
      JsonObject port = ports.object(i);
      String name = port.string("name", "");
      if (name.isEmpty()) {
        if (ports.size() > 1) {
          at.required("name", "");
        }
      } else {
        FieldChecks.name(at, "name", name, NameRule.DNS_LABEL);
        if (!names.add(name)) {
          at.duplicate("name", name);
        }
      }
      FieldChecks.portNumber(at, "port", port.integer("port", 0));
      FieldChecks.oneOf(at, port, "protocol", ContainerValidation.PROTOCOLS);
      FieldChecks.portNumberOrName(at, "targetPort", port.get("targetPort"));
      if (!port.string("appProtocol", "").isEmpty()) {
        MetadataValidation.qualifiedName(at, "appProtocol", port.string("appProtocol"));
      }
      long nodePort = port.integer("nodePort", 0);
      if (nodePort != 0 && spec.string("type", "").equals("ClusterIP")) {
        at.forbidden("nodePort", "may not be used when `type` is 'ClusterIP'");
      }
      if (nodePort != 0 && !nodePorts.add(port.string("protocol", "") + nodePort)) {
        at.duplicate("nodePort", nodePort);
      }
    }
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      if (!numbers.add(port.string("protocol", "") + port.integer("port", 0))) {
        errors
            .in("ports", i)
            .duplicate(
                "", JsonObject.of("port", port.get("port"), "protocol", port.get("protocol")));
      }
    }
  }

  private static void affinity(FieldErrors errors, JsonObject spec) {
    FieldChecks.oneOf(errors, spec, "sessionAffinity", List.of("ClientIP", "None"));
    if ("ClientIP".equals(spec.string("sessionAffinity"))) {
      long seconds =
          spec.object("sessionAffinityConfig").object("clientIP").integer("timeoutSeconds", 0);
      if (seconds <= 0 || seconds > MOST_AFFINITY_SECONDS) {
        errors.invalid(
            "sessionAffinityConfig.clientIP.timeoutSeconds",
            seconds,
            "must be greater than 0 and less than " + MOST_AFFINITY_SECONDS);
      }
    } else if (spec.isSet("sessionAffinityConfig")) {
      errors.forbidden(
          "sessionAffinityConfig",
          "must not be set when session affinity is " + spec.string("sessionAffinity"));
    }
  }

  /** Addresses that were chosen must be in their range and free. */
  private static void addresses(FieldErrors errors, KubeObject service, RuleContext context) {
    JsonObject spec = service.spec();
    ClusterNetwork network = context.network();
    String ip = spec.string("clusterIP", "");
    ServiceAddresses taken = new ServiceAddresses(context, service.namespace(), service.name());
    if (!ip.isEmpty() && !ip.equals("None")) {
      if (!FieldChecks.isIp(ip)) {
        FieldChecks.ip(errors, "clusterIPs[0]", ip);
      } else if (!ip.equals(spec.array("clusterIPs").strings().stream().findFirst().orElse(""))) {
        errors.invalid(
            "clusterIPs", spec.array("clusterIPs"), "first value must match `clusterIP`");
      } else if (!FieldChecks.isIpv4(ip) || !ServiceAddresses.isInRange(ip, network)) {
        errors.invalid(
            "clusterIPs",
            spec.array("clusterIPs"),
            "failed to allocate IP "
                + ip
                + ": the provided IP ("
                + ip
                + ") is not in the valid range. The range of valid IPs is "
                + network.serviceCidr());
      } else if (taken.isTaken(ip)) {
        errors.invalid(
            "clusterIPs",
            spec.array("clusterIPs"),
            "failed to allocate IP " + ip + ": provided IP is already allocated");
      }
    }
    JsonArray ports = spec.array("ports");
    for (int i = 0; i < ports.size(); i++) {
      long nodePort = ports.object(i).integer("nodePort", 0);
      FieldErrors at = errors.in("ports", i);
      if (nodePort != 0
          && (nodePort < network.firstNodePort() || nodePort > network.lastNodePort())) {
        at.invalid(
            "nodePort",
            nodePort,
            "provided port is not in the valid range. The range of valid ports is "
                + network.firstNodePort()
                + "-"
                + network.lastNodePort());
      } else if (nodePort != 0 && taken.isTaken(nodePort)) {
        at.invalid("nodePort", nodePort, "provided port is already allocated");
      }
    }
  }

  /** Once a Service has a cluster IP it keeps it, as long as its type has one. */
  static void update(KubeObject service, KubeObject before, FieldErrors errors) {
    JsonObject spec = service.spec();
    String old = before.spec().string("clusterIP", "");
    if (old.isEmpty()
        || !ServiceRules.needsIp(spec.string("type", ""))
        || !ServiceRules.needsIp(before.spec().string("type", ""))) {
      return;
    }
    if (spec.array("clusterIPs").isEmpty()) {
      errors.required("spec.clusterIPs[0]", "primary clusterIP can not be unset");
    } else if (!old.equals(spec.string("clusterIP", ""))) {
      errors.invalid("spec.clusterIPs[0]", spec.array("clusterIPs"), "may not change once set");
    }
  }
}
