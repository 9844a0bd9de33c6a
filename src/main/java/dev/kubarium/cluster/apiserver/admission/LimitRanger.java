package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import dev.kubarium.cluster.object.QuotaUsage;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Gives containers what they do not ask for, and refuses what is outside the LimitRanges of the
 * namespace.
 *
 * <p>See https://kubernetes.io/docs/concepts/policy/limit-range/
 *
 * <p>Models: plugin/pkg/admission/limitranger
 */
final class LimitRanger implements AdmissionPlugin {

  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  @Override
  public JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    if (before != null || request.subresource() != null || !request.kind().equals(Kinds.POD)) {
      return object;
    }
    JsonObject limits = JsonObject.EMPTY;
    JsonObject requests = JsonObject.EMPTY;
    for (JsonObject item : items(request.namespace(), "Container", context)) {
      limits = merged(limits, item.object("default"));
      requests = merged(requests, item.object("defaultRequest"));
    }
    if (limits.isEmpty() && requests.isEmpty()) {
      return object;
    }
    List<String> notes = new ArrayList<>();
    JsonObject spec = object.object("spec");
    spec = withDefaults(spec, "containers", "container", limits, requests, notes);
    spec = withDefaults(spec, "initContainers", "init container", limits, requests, notes);
    JsonObject filled = object.with("spec", spec);
    return notes.isEmpty()
        ? filled
        : filled.withAt(
            "LimitRanger plugin set: " + String.join("; ", notes),
            "metadata",
            "annotations",
            ANNOTATION);
  }

  private static JsonObject withDefaults(
      JsonObject spec,
      String list,
      String word,
      JsonObject limits,
      JsonObject requests,
      List<String> notes) {
    return spec.updateEach(
        list,
        container -> {
          JsonObject resources = container.object("resources");
          List<String> setRequests = missing(resources.object("requests"), requests);
          List<String> setLimits = missing(resources.object("limits"), limits);
          String name = container.string("name", "");
          if (!setRequests.isEmpty()) {
            notes.add(String.join(", ", setRequests) + " request for " + word + " " + name);
          }
          if (!setLimits.isEmpty()) {
            notes.add(String.join(", ", setLimits) + " limit for " + word + " " + name);
          }
          JsonObject newLimits = merged(resources.object("limits"), limits);
          JsonObject newRequests = merged(resources.object("requests"), requests);
          return container.with(
              "resources",
              resources
                  .withOrWithout("limits", newLimits.isEmpty() ? null : newLimits)
                  .withOrWithout("requests", newRequests.isEmpty() ? null : newRequests));
        });
  }

  private static List<String> missing(JsonObject stated, JsonObject defaults) {
    return defaults.keys().stream().filter(resource -> !stated.isSet(resource)).toList();
  }

  private static JsonObject merged(JsonObject first, JsonObject second) {
    JsonObject merged = first;
    for (String key : second.keys()) {
      merged = merged.withDefault(key, second.get(key));
    }
    return merged;
  }

  private static List<JsonObject> items(String namespace, String type, RuleContext context) {
    List<JsonObject> items = new ArrayList<>();
    for (KubeObject range : context.list(Kinds.LIMIT_RANGE, namespace)) {
      for (JsonObject item : range.spec().array("limits").objects()) {
        if (item.string("type", "").equals(type)) {
          items.add(item);
        }
      }
    }
    return items;
  }

  @Override
  public void validate(
      ApiRequest request, KubeObject after, KubeObject before, RuleContext context) {
    if (after == null || request.subresource() != null) {
      return;
    }
    List<String> faults = new ArrayList<>();
    if (after.kind().equals(Kinds.POD) && before == null) {
      for (JsonObject item : items(after.namespace(), "Container", context)) {
        for (String list : List.of("containers", "initContainers")) {
          for (JsonObject container : after.spec().array(list).objects()) {
            new Limit(item, "Container")
                .check(
                    amounts(container.object("resources").object("requests")),
                    amounts(container.object("resources").object("limits")),
                    faults);
          }
        }
      }
      for (JsonObject item : items(after.namespace(), "Pod", context)) {
        new Limit(item, "Pod")
            .check(
                QuotaUsage.podAmounts(after.spec(), "requests"),
                QuotaUsage.podAmounts(after.spec(), "limits"),
                faults);
      }
    } else if (after.kind().equals(Kinds.PERSISTENT_VOLUME_CLAIM)) {
      for (JsonObject item : items(after.namespace(), "PersistentVolumeClaim", context)) {
        new Limit(item, "PersistentVolumeClaim")
            .checkRequests(amounts(after.spec().object("resources").object("requests")), faults);
      }
    }
    if (!faults.isEmpty()) {
      String all = faults.size() == 1 ? faults.get(0) : "[" + String.join(", ", faults) + "]";
      throw ApiException.forbidden(after.kind(), after.name(), all);
    }
  }

  private static Map<String, BigDecimal> amounts(JsonObject list) {
    Map<String, BigDecimal> amounts = new LinkedHashMap<>();
    for (String resource : list.keys()) {
      amounts.put(resource, Quantities.amount(list.get(resource)));
    }
    return amounts;
  }

  /** One item of a LimitRange. */
  private record Limit(JsonObject item, String type) {

    void check(
        Map<String, BigDecimal> requests, Map<String, BigDecimal> limits, List<String> faults) {
      minimum(requests, limits, faults);
      JsonObject max = item.object("max");
      for (String resource : max.keys()) {
        String start = "maximum " + resource + " usage per " + type + " is " + max.get(resource);
        BigDecimal most = amount(max, resource);
        BigDecimal limit = limits.get(resource);
        BigDecimal request = requests.get(resource);
        if (limit == null) {
          faults.add(start + ".  No limit is specified");
        } else if (limit.compareTo(most) > 0) {
          faults.add(start + ", but limit is " + QuotaUsage.text(resource, limit));
        } else if (request != null && request.compareTo(most) > 0) {
          faults.add(start + ", but request is " + QuotaUsage.text(resource, request));
        }
      }
      ratio(requests, limits, faults);
    }

    /** For claims, which have no limits. */
    void checkRequests(Map<String, BigDecimal> requests, List<String> faults) {
      minimum(requests, new TreeMap<>(), faults);
      JsonObject max = item.object("max");
      for (String resource : max.keys()) {
        String start = "maximum " + resource + " usage per " + type + " is " + max.get(resource);
        BigDecimal request = requests.get(resource);
        if (request == null) {
          faults.add(start + ".  No request is specified");
        } else if (request.compareTo(amount(max, resource)) > 0) {
          faults.add(start + ", but request is " + QuotaUsage.text(resource, request));
        }
      }
    }

    private void minimum(
        Map<String, BigDecimal> requests, Map<String, BigDecimal> limits, List<String> faults) {
      JsonObject min = item.object("min");
      for (String resource : min.keys()) {
        String start = "minimum " + resource + " usage per " + type + " is " + min.get(resource);
        BigDecimal least = amount(min, resource);
        BigDecimal request = requests.get(resource);
        BigDecimal limit = limits.get(resource);
        if (request == null) {
          faults.add(start + ".  No request is specified");
        } else if (request.compareTo(least) < 0) {
          faults.add(start + ", but request is " + QuotaUsage.text(resource, request));
        } else if (limit != null && limit.compareTo(least) < 0) {
          faults.add(start + ", but limit is " + QuotaUsage.text(resource, limit));
        }
      }
    }

    private void ratio(
        Map<String, BigDecimal> requests, Map<String, BigDecimal> limits, List<String> faults) {
      JsonObject ratios = item.object("maxLimitRequestRatio");
      for (String resource : ratios.keys()) {
        String start =
            resource + " max limit to request ratio per " + type + " is " + ratios.get(resource);
        BigDecimal request = requests.getOrDefault(resource, BigDecimal.ZERO);
        BigDecimal limit = limits.getOrDefault(resource, BigDecimal.ZERO);
        if (request.signum() == 0) {
          faults.add(start + ", but no request is specified or request is 0");
        } else if (limit.signum() == 0) {
          faults.add(start + ", but no limit is specified or limit is 0");
        } else if (limit.compareTo(request.multiply(amount(ratios, resource))) > 0) {
          double actual = limit.doubleValue() / request.doubleValue();
          faults.add(start + String.format(Locale.ROOT, ", but provided ratio is %f", actual));
        }
      }
    }

    private static BigDecimal amount(JsonObject list, String resource) {
      return Quantities.amount(list.get(resource));
    }
  }
}
