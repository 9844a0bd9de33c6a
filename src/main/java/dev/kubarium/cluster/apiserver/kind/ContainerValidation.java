package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The faults of containers: names, images, ports, environment, mounts, resources, probes, hooks.
 *
 * <p>Models: pkg/apis/core/validation, validateContainerCommon and what it calls
 *
 * <p>Left out: resize policies, volume devices.
 */
final class ContainerValidation {

  private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
  static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
  private static final List<String> ENV_FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  static final List<String> RESOURCE_FIELDS =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final Pattern ENV_NAME = Pattern.compile("[ -<>-~]+");
  private static final String INIT_ONLY =
      "may not be set for init containers without restartPolicy=Always";

  /** What a container may be: each kind of list has its own rules. */
  enum Role {
    REGULAR,
    INIT,
    EPHEMERAL
  }

  private final Map<String, JsonObject> volumes;
  private final Long gracePeriod;

  /**
   * @param volumes the Pod's volumes by name
   * @param gracePeriod of the Pod, seconds, or {@code null}
   */
  ContainerValidation(Map<String, JsonObject> volumes, Long gracePeriod) {
    this.volumes = volumes;
    this.gracePeriod = gracePeriod;
  }

  /** {@code errors} stands at the container. */
  void validate(FieldErrors errors, JsonObject container, Role role) {
    if (FieldChecks.required(errors, container, "name")) {
      FieldChecks.name(errors, "name", container.string("name"), NameRule.DNS_LABEL);
    }
    FieldChecks.required(errors, container, "image");
    FieldChecks.oneOf(
        errors, container, "terminationMessagePolicy", List.of("File", "FallbackToLogsOnError"));
    ports(errors, container.array("ports"));
    environment(errors, container.array("env"));
    environmentSources(errors, container.array("envFrom"));
    mounts(errors, container.array("volumeMounts"));
    FieldChecks.oneOf(errors, container, "imagePullPolicy", PULL_POLICIES);
    resources(errors.in("resources"), container.object("resources"));
    SecurityContextValidation.container(
        errors.in("securityContext"), container.object("securityContext"));
    boolean runsOn = role == Role.REGULAR || "Always".equals(container.string("restartPolicy"));
    switch (role) {
      case REGULAR -> {
        if (container.isSet("restartPolicy")) {
          FieldChecks.oneOf(
              errors, container, "restartPolicy", List.of("Always", "OnFailure", "Never"));
        }
      }
      case INIT -> {
        if (container.isSet("restartPolicy")) {
          FieldChecks.oneOf(
              errors, container, "restartPolicy", List.of("Always", "OnFailure", "Never"));
        }
      }
      case EPHEMERAL -> {
        for (String field :
            List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle")) {
          if (container.isSet(field)) {
            errors.forbidden(field, "cannot be set for an Ephemeral Container");
          }
        }
        if (!container.object("resources").isEmpty()) {
          errors.forbidden("resources", "cannot be set for an Ephemeral Container");
        }
        return;
      }
    }
    for (String hook : List.of("postStart", "preStop")) {
      JsonObject lifecycle = container.object("lifecycle");
      if (lifecycle.isSet(hook) && runsOn) {
        handler(errors.in("lifecycle").in(hook), lifecycle.object(hook), true);
      }
    }
    for (String field : List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
      if (!container.isSet(field)) {
        continue;
      }
      if (!runsOn) {
        errors.forbidden(field, INIT_ONLY);
      } else if (!field.equals("lifecycle")) {
        probe(errors.in(field), container.object(field), field);
      }
    }
  }

  private static void ports(FieldErrors errors, JsonArray ports) {
    Set<String> names = new TreeSet<>();
    for (int i = 0; i < ports.size(); i++) {
      FieldErrors at = errors.in("ports", i);
      JsonObject port = ports.object(i);
      String name = port.string("name", "");
      if (!name.isEmpty()) {
        List<String> faults = FieldChecks.portNameFaults(name);
        faults.forEach(fault -> at.invalid("name", name, fault));
        if (faults.isEmpty() && !names.add(name)) {
          at.duplicate("name", name);
        }
      }
      long number = port.integer("containerPort", 0);
      if (number == 0) {
        at.required("containerPort", "");
      } else {
        FieldChecks.portNumber(at, "containerPort", number);
      }
      long hostPort = port.integer("hostPort", 0);
      if (hostPort != 0) {
        FieldChecks.portNumber(at, "hostPort", hostPort);
      }
      FieldChecks.oneOf(at, port, "protocol", PROTOCOLS);
    }
  }

  private static void environment(FieldErrors errors, JsonArray variables) {
    for (int i = 0; i < variables.size(); i++) {
      FieldErrors at = errors.in("env", i);
      JsonObject variable = variables.object(i);
      if (FieldChecks.required(at, variable, "name")) {
        environmentName(at, "name", variable.string("name"));
      }
      if (variable.isSet("valueFrom")) {
        valueFrom(at, variable);
      }
    }
  }

  private static void environmentName(FieldErrors errors, String field, String name) {
    if (!ENV_NAME.matcher(name).matches()) {
      errors.invalid(
          field,
          name,
          "a valid environment variable name must consist only of printable ASCII characters other than '=' (regex used for"
              + " validation is '^[ -<>-~]+$')");
    }
  }

  private static void valueFrom(FieldErrors errors, JsonObject variable) {
    JsonObject source = variable.object("valueFrom");
    FieldErrors at = errors.in("valueFrom");
    int sources = 0;
    if (source.isSet("fieldRef")) {
      sources++;
      fieldReference(at.in("fieldRef"), source.object("fieldRef"), ENV_FIELDS);
    }
    if (source.isSet("resourceFieldRef")) {
      sources++;
      resourceReference(at.in("resourceFieldRef"), source.object("resourceFieldRef"), false);
    }
    for (String reference : List.of("configMapKeyRef", "secretKeyRef")) {
      if (source.isSet(reference)) {
        sources++;
        keyReference(at.in(reference), source.object(reference));
      }
    }
    if (sources == 0) {
      at.invalid(
          "",
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`");
    } else if (!variable.string("value", "").isEmpty()) {
      at.invalid("", "", "may not be specified when `value` is not empty");
    } else if (sources > 1) {
      at.invalid("", "", "may not have more than one field specified at a time");
    }
  }

  private static void keyReference(FieldErrors errors, JsonObject reference) {
    FieldChecks.name(errors, "name", reference.string("name", ""), NameRule.DNS_SUBDOMAIN);
    if (FieldChecks.required(errors, reference, "key")) {
      String key = reference.string("key");
      KeyedData.keyFaults(key).forEach(fault -> errors.invalid("key", key, fault));
    }
  }

  /** A reference to a field of the Pod itself. */
  static void fieldReference(FieldErrors errors, JsonObject reference, List<String> supported) {
    if (!FieldChecks.required(errors, reference, "fieldPath")) {
      return;
    }
    String path = reference.string("fieldPath");
    int subscript = path.indexOf("['");
    if (subscript > 0 && path.endsWith("']")) {
      String base = path.substring(0, subscript);
      String key = path.substring(subscript + 2, path.length() - 2);
      if (base.equals("metadata.labels") || base.equals("metadata.annotations")) {
        MetadataValidation.qualifiedName(errors, "", key);
      } else {
        errors.invalid("", base, "does not support subscript");
      }
    } else if (!supported.contains(path)) {
      if (path.matches(
          "(metadata|spec|status)\\.(name|namespace|uid|labels|annotations|nodeName|serviceAccountName|restartPolicy|hostIPs?|podIPs?)")) {
        errors.notSupported("fieldPath", path, supported);
      } else {
        errors.invalid(
            "fieldPath", path, "error converting fieldPath: field label not supported: " + path);
      }
    }
  }

  static void resourceReference(FieldErrors errors, JsonObject reference, boolean ofVolume) {
    if (ofVolume && !FieldChecks.required(errors, reference, "containerName")) {
      return;
    }
    if (FieldChecks.required(errors, reference, "resource")
        && !RESOURCE_FIELDS.contains(reference.string("resource"))
        && !reference.string("resource").startsWith("requests.hugepages-")
        && !reference.string("resource").startsWith("limits.hugepages-")) {
      errors.notSupported("resource", reference.string("resource"), RESOURCE_FIELDS);
    }
  }

  private static void environmentSources(FieldErrors errors, JsonArray sources) {
    for (int i = 0; i < sources.size(); i++) {
      FieldErrors at = errors.in("envFrom", i);
      JsonObject source = sources.object(i);
      String prefix = source.string("prefix", "");
      if (!prefix.isEmpty()) {
        environmentName(at, "prefix", prefix);
      }
      int count = 0;
      for (String reference : List.of("configMapRef", "secretRef")) {
        if (source.isSet(reference)) {
          count++;
          if (FieldChecks.required(at.in(reference), source.object(reference), "name")) {
            FieldChecks.name(
                at.in(reference),
                "name",
                source.object(reference).string("name"),
                NameRule.DNS_SUBDOMAIN);
          }
        }
      }
      if (count == 0) {
        errors.invalid("envFrom", "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (count > 1) {
        errors.invalid("envFrom", "", "may not have more than one field specified at a time");
      }
    }
  }

  private void mounts(FieldErrors errors, JsonArray mounts) {
    Set<String> paths = new TreeSet<>();
    for (int i = 0; i < mounts.size(); i++) {
      FieldErrors at = errors.in("volumeMounts", i);
      JsonObject mount = mounts.object(i);
      FieldChecks.required(at, mount, "name");
      String name = mount.string("name", "");
      if (!volumes.containsKey(name)) {
        at.notFound("name", name);
      }
      FieldChecks.required(at, mount, "mountPath");
      String path = mount.string("mountPath", "");
      if (!paths.add(path)) {
        at.invalid("mountPath", path, "must be unique");
      }
      String subPath = mount.string("subPath", "");
      if (!subPath.isEmpty()) {
        VolumeValidation.localPath(errors.in("volumeMounts"), "subPath", subPath);
      }
      if (!subPath.isEmpty() && !mount.string("subPathExpr", "").isEmpty()) {
        at.invalid(
            "subPathExpr",
            mount.string("subPathExpr"),
            "subPathExpr and subPath are mutually exclusive");
      }
    }
  }

  /** {@code errors} stands at the resources. */
  static void resources(FieldErrors errors, JsonObject resources) {
    JsonObject limits = resources.object("limits");
    JsonObject requests = resources.object("requests");
    for (String resource : limits.keys()) {
      resourceName(errors, "limits", resource);
      FieldChecks.nonNegativeQuantity(errors, "limits[" + resource + "]", limits.get(resource));
      wholeIfExtended(errors, "limits[" + resource + "]", resource, limits.get(resource));
    }
    for (String resource : requests.keys()) {
      resourceName(errors, "requests", resource);
      Object request = requests.get(resource);
      FieldChecks.nonNegativeQuantity(errors, "requests[" + resource + "]", request);
      wholeIfExtended(errors, "requests[" + resource + "]", resource, request);
      Object limit = limits.get(resource);
      if (limit == null && !mayOvercommit(resource)) {
        errors.required("limits", "Limit must be set for non overcommitable resources");
      }
      if (limit == null || !Quantities.isValid(request) || !Quantities.isValid(limit)) {
        continue;
      }
      int compared = Quantities.compare(request, limit);
      if (compared != 0 && !mayOvercommit(resource)) {
        errors.invalid(
            "requests", String.valueOf(request), "must be equal to " + resource + " limit");
      } else if (compared > 0) {
        errors.invalid(
            "requests",
            String.valueOf(request),
            "must be less than or equal to " + resource + " limit");
      }
    }
  }

  /** Of a GPU or its like there is no half. */
  private static void wholeIfExtended(
      FieldErrors errors, String field, String resource, Object amount) {
    if (resource.contains("/")
        && Quantities.isValid(amount)
        && Quantities.amount(amount).stripTrailingZeros().scale() > 0) {
      errors.invalid(field, String.valueOf(amount), "must be an integer");
    }
  }

  private static boolean mayOvercommit(String resource) {
    return !resource.contains("/") && !resource.startsWith("hugepages-");
  }

  private static void resourceName(FieldErrors errors, String field, String resource) {
    FieldErrors at = errors.key(field, resource);
    MetadataValidation.qualifiedName(at, "", resource);
    if (!resource.contains("/")
        && !resource.equals("cpu")
        && !resource.equals("memory")
        && !resource.equals("ephemeral-storage")
        && !resource.startsWith("hugepages-")) {
      at.invalid("", resource, "must be a standard resource for containers");
    }
  }

  private void probe(FieldErrors errors, JsonObject probe, String field) {
    handler(errors, probe, false);
    for (String number :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      FieldChecks.nonNegative(errors, probe, number);
    }
    Long grace = probe.integer("terminationGracePeriodSeconds");
    if (grace != null && grace <= 0) {
      errors.invalid("terminationGracePeriodSeconds", grace, "must be greater than 0");
    }
    if (field.equals("readinessProbe")) {
      if (grace != null) {
        errors.invalid(
            "terminationGracePeriodSeconds", grace, "must not be set for readinessProbes");
      }
    } else if (probe.integer("successThreshold", 1) != 1) {
      errors.invalid("successThreshold", probe.integer("successThreshold"), "must be 1");
    }
  }

  /** Exactly one of exec, httpGet, tcpSocket, and grpc for a probe or sleep for a hook. */
  private void handler(FieldErrors errors, JsonObject handler, boolean hook) {
    int handlers = 0;
    for (String type : List.of("exec", "httpGet", "tcpSocket", hook ? "sleep" : "grpc")) {
      if (!handler.isSet(type)) {
        continue;
      }
      if (handlers++ > 0) {
        errors.forbidden(type, "may not specify more than 1 handler type");
        continue;
      }
      JsonObject action = handler.object(type);
      FieldErrors at = errors.in(type);
      switch (type) {
        case "exec" -> {
          if (action.array("command").isEmpty()) {
            at.required("command", "");
          }
        }
        case "httpGet" -> {
          FieldChecks.required(at, action, "path");
          FieldChecks.portNumberOrName(at, "port", action.get("port"));
          FieldChecks.oneOf(at, action, "scheme", List.of("HTTP", "HTTPS"));
        }
        case "sleep" -> {
          long seconds = action.integer("seconds", 0);
          if (gracePeriod != null && (seconds < 0 || seconds > gracePeriod)) {
            errors.invalid(
                "sleep",
                seconds,
                "must be non-negative and less than terminationGracePeriodSeconds ("
                    + gracePeriod
                    + ")");
          }
        }
        default -> FieldChecks.portNumberOrName(at, "port", action.get("port"));
      }
    }
    if (handlers == 0) {
      errors.required("", "must specify a handler type");
    }
  }
}
