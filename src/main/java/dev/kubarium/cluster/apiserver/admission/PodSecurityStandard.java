package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What speaks against a Pod by the Pod Security Standards, in upstream's words and order.
 *
 * <p>See https://kubernetes.io/docs/concepts/security/pod-security-standards/
 *
 * <p>Models: pod-security-admission/policy. Left out: AppArmor, SELinux, procMount, sysctls,
 * Windows, hosts of probes.
 */
final class PodSecurityStandard {

  /** What any container may add beside what the runtime gives. */
  private static final List<String> DEFAULT_CAPABILITIES =
      List.of(
          "AUDIT_WRITE",
          "CHOWN",
          "DAC_OVERRIDE",
          "FOWNER",
          "FSETID",
          "KILL",
          "MKNOD",
          "NET_BIND_SERVICE",
          "SETFCAP",
          "SETGID",
          "SETPCAP",
          "SETUID",
          "SYS_CHROOT");

  private static final List<String> RESTRICTED_VOLUMES =
      List.of(
          "configMap",
          "csi",
          "downwardAPI",
          "emptyDir",
          "ephemeral",
          "image",
          "persistentVolumeClaim",
          "projected",
          "secret");

  private static final List<String> CONFINED = List.of("RuntimeDefault", "Localhost");

  private final JsonObject spec;
  private final JsonObject context;
  private final List<JsonObject> containers = new ArrayList<>();
  private final List<String> found = new ArrayList<>();

  PodSecurityStandard(JsonObject spec) {
    this.spec = spec;
    this.context = spec.object("securityContext");
    for (String list : List.of("initContainers", "containers", "ephemeralContainers")) {
      containers.addAll(spec.array(list).objects());
    }
  }

  List<String> baseline() {
    capabilities(DEFAULT_CAPABILITIES, "non-default capabilities", false);
    hostNamespaces();
    hostPaths();
    hostPorts();
    privileged();
    unconfined();
    return List.copyOf(found);
  }

  List<String> restricted() {
    hostNamespaces();
    hostPorts();
    privileged();
    escalation();
    capabilities(List.of("NET_BIND_SERVICE"), "unrestricted capabilities", true);
    volumeTypes();
    runsAsNonRoot();
    runsAsUser();
    confined();
    return List.copyOf(found);
  }

  private void add(String reason, String detail) {
    if (!detail.isEmpty()) {
      found.add(reason + " (" + detail + ")");
    }
  }

  private static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add("\"" + name + "\""));
    return String.join(", ", quoted);
  }

  /** {@code container "a"} or {@code containers "a", "b"}. */
  private static String named(String noun, List<String> names) {
    return (names.size() == 1 ? noun : noun + "s") + " " + quoted(names);
  }

  private List<String> containersThat(Predicate<JsonObject> fault) {
    return containers.stream().filter(fault).map(each -> each.string("name", "")).toList();
  }

  private void hostNamespaces() {
    List<String> shared = new ArrayList<>();
    for (String field : List.of("hostNetwork", "hostPID", "hostIPC")) {
      if (spec.bool(field)) {
        shared.add(field + "=true");
      }
    }
    add("host namespaces", String.join(", ", shared));
  }

  private void hostPaths() {
    List<String> volumes =
        spec.array("volumes").objects().stream()
            .filter(volume -> volume.isSet("hostPath"))
            .map(volume -> volume.string("name", ""))
            .toList();
    add("hostPath volumes", volumes.isEmpty() ? "" : named("volume", volumes));
  }

  private void hostPorts() {
    List<String> users = new ArrayList<>();
    Set<Long> ports = new TreeSet<>();
    for (JsonObject container : containers) {
      List<Long> used =
          container.array("ports").objects().stream()
              .map(port -> port.integer("hostPort", 0))
              .filter(port -> port != 0)
              .toList();
      if (!used.isEmpty()) {
        users.add(container.string("name", ""));
        ports.addAll(used);
      }
    }
    if (!users.isEmpty()) {
      add(
          "hostPort",
          named("container", users)
              + (users.size() == 1 ? " uses " : " use ")
              + (ports.size() == 1 ? "hostPort " : "hostPorts ")
              + String.join(", ", ports.stream().map(String::valueOf).toList()));
    }
  }

  private void privileged() {
    mustNot("privileged", "privileged", true);
  }

  private void mustNot(String reason, String field, boolean value) {
    List<String> bad =
        containersThat(
            each ->
                each.object("securityContext").has(field)
                    && each.object("securityContext").bool(field) == value);
    if (!bad.isEmpty()) {
      add(reason, named("container", bad) + " must not set securityContext." + field + "=" + value);
    }
  }

  private void escalation() {
    List<String> bad =
        containersThat(
            each ->
                !each.object("securityContext").has("allowPrivilegeEscalation")
                    || each.object("securityContext").bool("allowPrivilegeEscalation"));
    if (!bad.isEmpty()) {
      add(
          "allowPrivilegeEscalation != false",
          named("container", bad) + " must set securityContext.allowPrivilegeEscalation=false");
    }
  }

  private void capabilities(List<String> allowed, String reason, boolean mustDropAll) {
    List<String> adding = new ArrayList<>();
    Set<String> added = new TreeSet<>();
    List<String> keeping = new ArrayList<>();
    for (JsonObject container : containers) {
      JsonObject capabilities = container.object("securityContext").object("capabilities");
      List<String> beyond =
          capabilities.array("add").strings().stream()
              .filter(each -> !allowed.contains(each))
              .toList();
      if (!beyond.isEmpty()) {
        adding.add(container.string("name", ""));
        added.addAll(beyond);
      }
      if (!capabilities.array("drop").contains("ALL")) {
        keeping.add(container.string("name", ""));
      }
    }
    List<String> details = new ArrayList<>();
    if (mustDropAll && !keeping.isEmpty()) {
      details.add(
          named("container", keeping) + " must set securityContext.capabilities.drop=[\"ALL\"]");
    }
    if (!adding.isEmpty()) {
      details.add(
          named("container", adding)
              + " must not include "
              + quoted(added)
              + " in securityContext.capabilities.add");
    }
    add(reason, String.join("; ", details));
  }

  private void volumeTypes() {
    List<String> names = new ArrayList<>();
    Set<String> types = new TreeSet<>();
    for (JsonObject volume : spec.array("volumes").objects()) {
      for (String type : volume.keys()) {
        if (!type.equals("name") && volume.isSet(type) && !RESTRICTED_VOLUMES.contains(type)) {
          names.add(volume.string("name", ""));
          types.add(type);
        }
      }
    }
    if (!names.isEmpty()) {
      add(
          "restricted volume types",
          named("volume", names)
              + (names.size() == 1 ? " uses " : " use ")
              + (types.size() == 1 ? "restricted volume type " : "restricted volume types ")
              + quoted(types));
    }
  }

  private void runsAsNonRoot() {
    Predicate<JsonObject> deny = at -> at.has("runAsNonRoot") && !at.bool("runAsNonRoot");
    List<String> against = containersThat(each -> deny.test(each.object("securityContext")));
    List<String> silent =
        containersThat(each -> !each.object("securityContext").has("runAsNonRoot"));
    List<String> details = new ArrayList<>();
    if (deny.test(context) && !silent.isEmpty()) {
      details.add("pod");
    }
    if (!against.isEmpty()) {
      details.add(named("container", against));
    }
    if (!details.isEmpty()) {
      add(
          "runAsNonRoot != true",
          String.join(" and ", details) + " must not set securityContext.runAsNonRoot=false");
    } else if (!context.has("runAsNonRoot") && !silent.isEmpty()) {
      add(
          "runAsNonRoot != true",
          "pod or " + named("container", silent) + " must set securityContext.runAsNonRoot=true");
    }
  }

  private void runsAsUser() {
    List<String> details = new ArrayList<>();
    if (context.has("runAsUser") && context.integer("runAsUser", 1) == 0) {
      details.add("pod");
    }
    List<String> bad =
        containersThat(each -> each.object("securityContext").integer("runAsUser", 1) == 0);
    if (!bad.isEmpty()) {
      details.add(named("container", bad));
    }
    if (!details.isEmpty()) {
      add("runAsUser=0", String.join(" and ", details) + " must not set runAsUser=0");
    }
  }

  private static String profile(JsonObject at) {
    return at.object("seccompProfile").string("type", "");
  }

  private void unconfined() {
    List<String> details = new ArrayList<>();
    if (profile(context).equals("Unconfined")) {
      details.add("pod");
    }
    List<String> bad =
        containersThat(each -> profile(each.object("securityContext")).equals("Unconfined"));
    if (!bad.isEmpty()) {
      details.add(named("container", bad));
    }
    if (!details.isEmpty()) {
      add(
          "seccompProfile",
          String.join(" and ", details)
              + " must not set securityContext.seccompProfile.type to \"Unconfined\"");
    }
  }

  private void confined() {
    List<String> wrong =
        containersThat(
            each ->
                !profile(each.object("securityContext")).isEmpty()
                    && !CONFINED.contains(profile(each.object("securityContext"))));
    List<String> silent = containersThat(each -> profile(each.object("securityContext")).isEmpty());
    List<String> details = new ArrayList<>();
    if (!profile(context).isEmpty() && !CONFINED.contains(profile(context)) && !silent.isEmpty()) {
      details.add("pod");
    }
    if (!wrong.isEmpty()) {
      details.add(named("container", wrong));
    }
    if (!details.isEmpty()) {
      add(
          "seccompProfile",
          String.join(" and ", details)
              + " must not set securityContext.seccompProfile.type to "
              + quoted(wrongTypes()));
    } else if (profile(context).isEmpty() && !silent.isEmpty()) {
      add(
          "seccompProfile",
          "pod or "
              + named("container", silent)
              + " must set securityContext.seccompProfile.type to \"RuntimeDefault\" or \"Localhost\"");
    }
  }

  private Set<String> wrongTypes() {
    Set<String> types = new TreeSet<>();
    if (!profile(context).isEmpty() && !CONFINED.contains(profile(context))) {
      types.add(profile(context));
    }
    for (JsonObject container : containers) {
      String type = profile(container.object("securityContext"));
      if (!type.isEmpty() && !CONFINED.contains(type)) {
        types.add(type);
      }
    }
    return types;
  }
}
