package dev.kubarium.cluster.object;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What an object counts for in a ResourceQuota: itself, and what it asks for. Resource names are
 * those of {@code spec.hard}.
 *
 * <p>Models: pkg/quota/v1/evaluator/core
 */
public final class QuotaUsage {

  private static final List<String> COUNTED =
      List.of(
          "configmaps",
          "persistentvolumeclaims",
          "replicationcontrollers",
          "resourcequotas",
          "secrets",
          "services");
  private static final List<String> BYTES = List.of("memory", "storage");

  private QuotaUsage() {}

  /**
   * Resource name → amount, in alphabetical order; a Pod that has ended counts only as an object.
   */
  public static Map<String, BigDecimal> of(KubeObject object) {
    Map<String, BigDecimal> usage = new TreeMap<>();
    String resource = object.kind().resource();
    usage.put("count/" + resource, BigDecimal.ONE);
    if (COUNTED.contains(resource)) {
      usage.put(resource, BigDecimal.ONE);
    }
    switch (resource) {
      case "pods" -> ofPod(object, usage);
      case "services" -> ofService(object.spec(), usage);
      case "persistentvolumeclaims" -> ofClaim(object, usage);
      default -> {}
    }
    return usage;
  }

  private static void ofPod(KubeObject pod, Map<String, BigDecimal> usage) {
    String phase = pod.status().string("phase", "");
    if (phase.equals("Failed") || phase.equals("Succeeded")) {
      return;
    }
    usage.put("pods", BigDecimal.ONE);
    podAmounts(pod.spec(), "requests")
        .forEach(
            (name, amount) -> {
              usage.put("requests." + name, amount);
              if (name.equals("cpu") || name.equals("memory") || name.equals("ephemeral-storage")) {
                usage.put(name, amount);
              }
            });
    podAmounts(pod.spec(), "limits").forEach((name, amount) -> usage.put("limits." + name, amount));
  }

  /**
   * The requests or limits of a Pod as a whole: of its containers and sidecars together, or, where
   * that is more, of the largest init container with the sidecars started before it.
   */
  public static Map<String, BigDecimal> podAmounts(JsonObject podSpec, String field) {
    Map<String, BigDecimal> running = new TreeMap<>();
    for (JsonObject container : podSpec.array("containers").objects()) {
      add(running, container.object("resources").object(field));
    }
    Map<String, BigDecimal> sidecars = new TreeMap<>();
    Map<String, BigDecimal> starting = new TreeMap<>();
    for (JsonObject container : podSpec.array("initContainers").objects()) {
      JsonObject amounts = container.object("resources").object(field);
      if ("Always".equals(container.string("restartPolicy"))) {
        add(sidecars, amounts);
        sidecars.forEach((name, amount) -> starting.merge(name, amount, BigDecimal::max));
      } else {
        Map<String, BigDecimal> step = new TreeMap<>(sidecars);
        add(step, amounts);
        step.forEach((name, amount) -> starting.merge(name, amount, BigDecimal::max));
      }
    }
    sidecars.forEach((name, amount) -> running.merge(name, amount, BigDecimal::add));
    starting.forEach((name, amount) -> running.merge(name, amount, BigDecimal::max));
    return running;
  }

  private static void add(Map<String, BigDecimal> sum, JsonObject amounts) {
    for (String name : amounts.keys()) {
      if (Quantities.isValid(amounts.get(name))) {
        sum.merge(name, Quantities.amount(amounts.get(name)), BigDecimal::add);
      }
    }
  }

  private static void ofService(JsonObject spec, Map<String, BigDecimal> usage) {
    String type = spec.string("type", "");
    long ports =
        spec.array("ports").objects().stream()
            .filter(port -> port.integer("nodePort", 0) != 0)
            .count();
    if (type.equals("NodePort") || type.equals("LoadBalancer")) {
      usage.put("services.nodeports", BigDecimal.valueOf(ports));
    }
    if (type.equals("LoadBalancer")) {
      usage.put("services.loadbalancers", BigDecimal.ONE);
    }
  }

  private static void ofClaim(KubeObject claim, Map<String, BigDecimal> usage) {
    Object storage = claim.spec().object("resources").object("requests").get("storage");
    BigDecimal bytes = Quantities.isValid(storage) ? Quantities.amount(storage) : BigDecimal.ZERO;
    usage.put("requests.storage", bytes);
    String storageClass = claim.spec().string("storageClassName", "");
    if (!storageClass.isEmpty()) {
      usage.put(storageClass + ".storageclass.storage.k8s.io/requests.storage", bytes);
      usage.put(
          storageClass + ".storageclass.storage.k8s.io/persistentvolumeclaims", BigDecimal.ONE);
    }
  }

  /**
   * Whether a quota is about this object: its scopes choose among Pods, and a quota with scopes is
   * about Pods alone.
   */
  public static boolean isInScope(JsonObject quotaSpec, KubeObject object) {
    List<String> scopes = quotaSpec.array("scopes").strings();
    List<JsonObject> expressions =
        quotaSpec.object("scopeSelector").array("matchExpressions").objects();
    if (scopes.isEmpty() && expressions.isEmpty()) {
      return true;
    }
    if (!object.kind().equals(Kinds.POD)) {
      return false;
    }
    return scopes.stream().allMatch(scope -> hasScope(scope, object))
        && expressions.stream().allMatch(expression -> fits(expression, object));
  }

  private static boolean hasScope(String scope, KubeObject pod) {
    boolean bestEffort =
        podAmounts(pod.spec(), "requests").isEmpty() && podAmounts(pod.spec(), "limits").isEmpty();
    boolean terminating = pod.spec().isSet("activeDeadlineSeconds");
    return switch (scope) {
      case "BestEffort" -> bestEffort;
      case "NotBestEffort" -> !bestEffort;
      case "Terminating" -> terminating;
      case "NotTerminating" -> !terminating;
      case "PriorityClass" -> !pod.spec().string("priorityClassName", "").isEmpty();
      default -> false;
    };
  }

  private static boolean fits(JsonObject expression, KubeObject pod) {
    String scope = expression.string("scopeName", "");
    String name = pod.spec().string("priorityClassName", "");
    boolean listed = expression.array("values").contains(name);
    return switch (expression.string("operator", "")) {
      case "In" -> scope.equals("PriorityClass") && listed;
      case "NotIn" -> scope.equals("PriorityClass") && !listed;
      case "Exists" -> hasScope(scope, pod);
      case "DoesNotExist" -> scope.equals("PriorityClass") && name.isEmpty();
      default -> false;
    };
  }

  /**
   * The resources, such as {@code pods} or {@code deployments.apps}, whose objects use what a quota
   * limits.
   */
  public static List<String> resourcesOf(JsonObject quotaSpec) {
    TreeSet<String> resources = new TreeSet<>();
    for (String name : quotaSpec.object("hard").keys()) {
      if (name.startsWith("count/")) {
        resources.add(name.substring("count/".length()));
      } else if (COUNTED.contains(name)) {
        resources.add(name);
      } else if (name.startsWith("services.")) {
        resources.add("services");
      } else if (name.equals("requests.storage")
          || name.contains(".storageclass.storage.k8s.io/")) {
        resources.add("persistentvolumeclaims");
      } else {
        resources.add("pods");
      }
    }
    return List.copyOf(resources);
  }

  /**
   * What of {@code hard} is used by these objects: an amount for each of its resources, in the
   * API's form.
   */
  public static JsonObject used(JsonObject quotaSpec, Iterable<KubeObject> objects) {
    Map<String, BigDecimal> sum = new TreeMap<>();
    for (KubeObject object : objects) {
      if (isInScope(quotaSpec, object)) {
        of(object).forEach((name, amount) -> sum.merge(name, amount, BigDecimal::add));
      }
    }
    JsonObject used = JsonObject.EMPTY;
    for (String name : quotaSpec.object("hard").keys()) {
      used = used.with(name, text(name, sum.getOrDefault(name, BigDecimal.ZERO)));
    }
    return used;
  }

  /**
   * An amount of this resource as the API writes it: bytes in binary units, all else in decimal
   * ones.
   */
  public static String text(String resource, BigDecimal amount) {
    boolean bytes = BYTES.stream().anyMatch(resource::endsWith);
    return bytes && amount.stripTrailingZeros().scale() <= 0
        ? Quantities.printBytes(amount.longValue())
        : Quantities.canonical(amount.toPlainString());
  }

  /**
   * For each resource that a quota limits and a container does not state, the names of those
   * containers.
   */
  public static Map<String, List<String>> unstated(JsonObject quotaSpec, JsonObject podSpec) {
    Map<String, List<String>> missing = new TreeMap<>();
    TreeSet<String> limited = new TreeSet<>(quotaSpec.object("hard").keys());
    limited.retainAll(
        List.of("cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory"));
    for (String name : limited) {
      String field = name.startsWith("limits.") ? "limits" : "requests";
      String resource = name.substring(name.indexOf('.') + 1);
      for (String list : List.of("containers", "initContainers")) {
        for (JsonObject container : podSpec.array(list).objects()) {
          if (!container.object("resources").object(field).isSet(resource)) {
            missing
                .computeIfAbsent(name, each -> new ArrayList<>())
                .add(container.string("name", ""));
          }
        }
      }
    }
    return missing;
  }
}
