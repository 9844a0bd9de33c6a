package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.LabelSelector;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The faults of the spec of a Pod, and of the templates that Pods are made from.
 *
 * <p>Models: pkg/apis/core/validation, ValidatePodSpec and ValidatePodTemplateSpec
 *
 * <p>Left out: Windows, resource claims, DNS options.
 */
final class PodSpecValidation {

  static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
  private static final List<String> DNS_POLICIES =
      List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");

  private PodSpecValidation() {}

  /** {@code errors} stands at the spec. */
  static void spec(FieldErrors errors, JsonObject spec) {
    Map<String, JsonObject> volumes = VolumeValidation.validate(errors, spec.array("volumes"));
    ContainerValidation containers =
        new ContainerValidation(volumes, spec.integer("terminationGracePeriodSeconds"));
    containers(errors, spec, containers);
    FieldChecks.oneOf(errors, spec, "restartPolicy", RESTART_POLICIES);
    FieldChecks.oneOf(errors, spec, "dnsPolicy", DNS_POLICIES);
    dns(errors, spec);
    SecurityContextValidation.pod(errors.in("securityContext"), spec.object("securityContext"));
    MetadataValidation.labels(errors, "nodeSelector", spec.object("nodeSelector"));
    gates(errors, spec);
    nameIfSet(errors, spec, "serviceAccountName", NameRule.DNS_SUBDOMAIN);
    nameIfSet(errors, spec, "nodeName", NameRule.DNS_SUBDOMAIN);
    Long deadline = spec.integer("activeDeadlineSeconds");
    if (deadline != null && (deadline < 1 || deadline > Integer.MAX_VALUE)) {
      errors.invalid(
          "activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
    }
    nameIfSet(errors, spec, "hostname", NameRule.DNS_LABEL);
    nameIfSet(errors, spec, "subdomain", NameRule.DNS_LABEL);
    AffinityValidation.validate(errors, spec);
    JsonArray aliases = spec.array("hostAliases");
    for (int i = 0; i < aliases.size(); i++) {
      FieldChecks.ip(errors.in("hostAliases", i), "ip", aliases.object(i).string("ip", ""));
    }
    nameIfSet(errors, spec, "priorityClassName", NameRule.DNS_SUBDOMAIN);
    FieldChecks.oneOfIfSet(
        errors, spec, "preemptionPolicy", List.of("PreemptLowerPriority", "Never"));
  }

  private static void dns(FieldErrors errors, JsonObject spec) {
    JsonObject config = spec.object("dnsConfig");
    if ("None".equals(spec.string("dnsPolicy"))) {
      if (!spec.isSet("dnsConfig")) {
        errors.required("dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
      } else if (config.array("nameservers").isEmpty()) {
        errors.required(
            "dnsConfig.nameservers",
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
      }
    }
    List<String> servers = config.array("nameservers").strings();
    if (servers.size() > 3) {
      errors.invalid(
          "dnsConfig.nameservers",
          config.array("nameservers"),
          "must not have more than 3 nameservers");
    }
    for (int i = 0; i < servers.size(); i++) {
      FieldChecks.ip(errors.in("dnsConfig"), "nameservers[" + i + "]", servers.get(i));
    }
  }

  private static void nameIfSet(FieldErrors errors, JsonObject spec, String field, NameRule rule) {
    if (!spec.string(field, "").isEmpty()) {
      FieldChecks.name(errors, field, spec.string(field), rule);
    }
  }

  private static void containers(
      FieldErrors errors, JsonObject spec, ContainerValidation validation) {
    JsonArray containers = spec.array("containers");
    if (containers.isEmpty()) {
      errors.required("containers", "");
    }
    Set<String> names = new TreeSet<>();
    Set<String> hostPorts = new TreeSet<>();
    for (int i = 0; i < containers.size(); i++) {
      FieldErrors at = errors.in("containers", i);
      JsonObject container = containers.object(i);
      validation.validate(at, container, ContainerValidation.Role.REGULAR);
      uniqueName(at, container, names);
      hostPorts(at, container, hostPorts);
      if (spec.bool("hostNetwork")) {
        hostNetworkPorts(at, container);
      }
    }
    JsonArray inits = spec.array("initContainers");
    for (int i = 0; i < inits.size(); i++) {
      FieldErrors at = errors.in("initContainers", i);
      validation.validate(at, inits.object(i), ContainerValidation.Role.INIT);
      uniqueName(at, inits.object(i), names);
    }
    JsonArray ephemeral = spec.array("ephemeralContainers");
    Set<String> others = new TreeSet<>(names);
    for (int i = 0; i < ephemeral.size(); i++) {
      FieldErrors at = errors.in("ephemeralContainers", i);
      validation.validate(at, ephemeral.object(i), ContainerValidation.Role.EPHEMERAL);
      uniqueName(at, ephemeral.object(i), names);
      String target = ephemeral.object(i).string("targetContainerName", "");
      if (!target.isEmpty() && !others.contains(target)) {
        at.notFound("targetContainerName", target);
      }
    }
  }

  private static void uniqueName(FieldErrors errors, JsonObject container, Set<String> names) {
    String name = container.string("name", "");
    if (!name.isEmpty() && !names.add(name)) {
      errors.duplicate("name", name);
    }
  }

  private static void hostPorts(FieldErrors errors, JsonObject container, Set<String> taken) {
    JsonArray ports = container.array("ports");
    for (int i = 0; i < ports.size(); i++) {
      JsonObject port = ports.object(i);
      if (port.integer("hostPort", 0) == 0) {
        continue;
      }
      String text =
          port.string("protocol", "")
              + "/"
              + port.string("hostIP", "")
              + "/"
              + port.integer("hostPort", 0);
      if (!taken.add(text)) {
        errors.in("ports", i).duplicate("hostPort", text);
      }
    }
  }

  private static void hostNetworkPorts(FieldErrors errors, JsonObject container) {
    JsonArray ports = container.array("ports");
    for (int i = 0; i < ports.size(); i++) {
      long hostPort = ports.object(i).integer("hostPort", 0);
      if (hostPort != ports.object(i).integer("containerPort", 0)) {
        errors
            .in("ports", i)
            .invalid("hostPort", hostPort, "must match `containerPort` when `hostNetwork` is true");
      }
    }
  }

  private static void gates(FieldErrors errors, JsonObject spec) {
    JsonArray readiness = spec.array("readinessGates");
    for (int i = 0; i < readiness.size(); i++) {
      MetadataValidation.qualifiedName(
          errors.in("readinessGates", i),
          "conditionType",
          readiness.object(i).string("conditionType", ""));
    }
    JsonArray scheduling = spec.array("schedulingGates");
    Set<String> seen = new TreeSet<>();
    for (int i = 0; i < scheduling.size(); i++) {
      String name = scheduling.object(i).string("name", "");
      MetadataValidation.qualifiedName(errors.in("schedulingGates", i), "", name);
      if (!seen.add(name)) {
        errors.in("schedulingGates", i).duplicate("", name);
      }
    }
  }

  /** A template; {@code errors} stands at it. */
  static void template(FieldErrors errors, JsonObject template) {
    MetadataValidation.labels(
        errors.in("metadata"), "labels", template.object("metadata").object("labels"));
    MetadataValidation.annotations(
        errors.in("metadata"), "annotations", template.object("metadata").object("annotations"));
    spec(errors.in("spec"), template.object("spec"));
    if (!template.object("spec").array("ephemeralContainers").isEmpty()) {
      errors.forbidden(
          "spec.ephemeralContainers", "ephemeral containers not allowed in pod template");
    }
  }

  /**
   * A template whose Pods a controller finds again by its selector and keeps running: ReplicaSets
   * and their like. {@code errors} stands at the template.
   */
  static void keptTemplate(
      FieldErrors errors, JsonObject template, LabelSelector selector, String controller) {
    selected(errors, template, selector);
    template(errors, template);
    JsonObject spec = template.object("spec");
    if (!spec.string("restartPolicy", "Always").equals("Always")) {
      errors.notSupported("spec.restartPolicy", spec.string("restartPolicy"), List.of("Always"));
    }
    if (spec.isSet("activeDeadlineSeconds")) {
      errors.forbidden(
          "spec.activeDeadlineSeconds",
          "activeDeadlineSeconds in " + controller + " is not Supported");
    }
  }

  static void selected(FieldErrors errors, JsonObject template, LabelSelector selector) {
    JsonObject labels = template.object("metadata").object("labels");
    if (!selector.matches(labels)) {
      errors.invalid(
          "metadata.labels",
          labels.isEmpty() ? null : labels,
          "`selector` does not match template `labels`");
    }
  }

  /** The selector that must be there and choose something; {@code errors} stands at the spec. */
  static LabelSelector requiredSelector(FieldErrors errors, JsonObject spec, String emptySentence) {
    if (!spec.isSet("selector")) {
      errors.required("selector", "");
      return LabelSelector.NOTHING;
    }
    JsonObject selector = spec.object("selector");
    FieldChecks.labelSelector(errors.in("selector"), selector);
    if (selector.object("matchLabels").isEmpty() && selector.array("matchExpressions").isEmpty()) {
      errors.invalid("selector", selector, emptySentence);
    }
    return LabelSelector.of(selector);
  }
}
