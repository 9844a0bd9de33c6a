package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the API serves, as clients ask for it before anything else: group by group, or all at once
 * (aggregated).
 */
final class Discovery {

  /** The order in which an API server names its groups; others follow by name. */
  private static final List<String> GROUPS =
      List.of(
          "",
          "apiregistration.k8s.io",
          "apps",
          "events.k8s.io",
          "authentication.k8s.io",
          "authorization.k8s.io",
          "autoscaling",
          "batch",
          "certificates.k8s.io",
          "networking.k8s.io",
          "policy",
          "rbac.authorization.k8s.io",
          "storage.k8s.io",
          "admissionregistration.k8s.io",
          "apiextensions.k8s.io",
          "scheduling.k8s.io",
          "coordination.k8s.io",
          "node.k8s.io",
          "discovery.k8s.io",
          "flowcontrol.apiserver.k8s.io");

  private static final Pattern VERSION = Pattern.compile("v([0-9]+)(?:(alpha|beta)([0-9]+))?");
  private static final List<String> PART_VERBS = List.of("get", "patch", "update");
  private static final Kind SCALE =
      new Kind("autoscaling", "v1", "Scale", "scales", true, List.of(), List.of());

  /** group → version → kinds, the preferred version first. */
  private final Map<String, Map<String, List<Served>>> groups = new LinkedHashMap<>();

  Discovery(KindRegistry kinds) {
    Map<String, Map<String, List<Served>>> found =
        new TreeMap<>(Comparator.comparingInt(Discovery::place).thenComparing(g -> g));
    for (Served served : kinds.all()) {
      found
          .computeIfAbsent(
              served.kind().group(),
              group -> new TreeMap<>(Comparator.comparing(Discovery::age).reversed()))
          .computeIfAbsent(served.kind().version(), version -> new ArrayList<>())
          .add(served);
    }
    groups.putAll(found);
  }

  private static int place(String group) {
    int place = GROUPS.indexOf(group);
    return place < 0 ? GROUPS.size() : place;
  }

  /**
   * How far a version has ripened: {@code v2} over {@code v1} over {@code v2beta1} over {@code
   * v1alpha1}.
   */
  private static String age(String version) {
    Matcher matcher = VERSION.matcher(version);
    if (!matcher.matches()) {
      return "0" + version;
    }
    String ripeness = matcher.group(2) == null ? "3" : matcher.group(2).equals("beta") ? "2" : "1";
    int minor = matcher.group(3) == null ? 0 : Integer.parseInt(matcher.group(3));
    return "%s%06d%06d".formatted(ripeness, Integer.parseInt(matcher.group(1)), minor);
  }

  /** {@code GET /api} */
  static JsonObject coreVersions(String serverAddress) {
    return JsonObject.of(
        "kind", "APIVersions",
        "versions", JsonArray.of("v1"),
        "serverAddressByClientCIDRs",
            JsonArray.of(JsonObject.of("clientCIDR", "0.0.0.0/0", "serverAddress", serverAddress)));
  }

  /** {@code GET /apis} */
  JsonObject groupList() {
    List<JsonObject> described = new ArrayList<>();
    groups.forEach(
        (group, versions) -> {
          if (!group.isEmpty()) {
            described.add(group(group, versions));
          }
        });
    return JsonObject.of(
        "kind", "APIGroupList", "apiVersion", "v1", "groups", JsonArray.copyOf(described));
  }

  /** {@code GET /apis/{group}} */
  Optional<JsonObject> group(String group) {
    return Optional.ofNullable(group.isEmpty() ? null : groups.get(group))
        .map(versions -> group(group, versions).with("kind", "APIGroup").with("apiVersion", "v1"));
  }

  private static JsonObject group(String group, Map<String, List<Served>> versions) {
    List<JsonObject> named = new ArrayList<>();
    for (String version : versions.keySet()) {
      named.add(JsonObject.of("groupVersion", group + "/" + version, "version", version));
    }
    return JsonObject.of(
        "name", group, "versions", JsonArray.copyOf(named), "preferredVersion", named.get(0));
  }

  /** {@code GET /api/v1} and {@code GET /apis/{group}/{version}} */
  Optional<JsonObject> resources(String group, String version) {
    List<Served> kinds = groups.getOrDefault(group, Map.of()).get(version);
    if (kinds == null) {
      return Optional.empty();
    }
    List<JsonObject> resources = new ArrayList<>();
    for (Served served : kinds) {
      Kind kind = served.kind();
      resources.add(
          JsonObject.of(
              "name", kind.plural(),
              "singularName", kind.singular(),
              "namespaced", kind.namespaced(),
              "kind", kind.name(),
              "verbs", JsonArray.copyOf(served.rules().verbs()),
              "shortNames", orNull(kind.shortNames()),
              "categories", orNull(kind.categories())));
      subresources(served).forEach((name, part) -> resources.add(subresource(kind, name, part)));
    }
    return Optional.of(
        JsonObject.of(
            "kind",
            "APIResourceList",
            "apiVersion",
            "v1",
            "groupVersion",
            group.isEmpty() ? version : group + "/" + version,
            "resources",
            JsonArray.copyOf(resources)));
  }

  private static JsonObject subresource(Kind parent, String name, Part part) {
    boolean foreign = !part.kind().apiVersion().equals(parent.apiVersion());
    return JsonObject.of(
        "name",
        parent.plural() + "/" + name,
        "singularName",
        "",
        "namespaced",
        parent.namespaced(),
        "group",
        foreign ? part.kind().group() : null,
        "version",
        foreign ? part.kind().version() : null,
        "kind",
        part.kind().name(),
        "verbs",
        JsonArray.copyOf(part.verbs()));
  }

  /** What can be done with a subresource, and what its bodies are. */
  private record Part(Kind kind, List<String> verbs) {}

  /** The subresources of a kind, by name. */
  private static Map<String, Part> subresources(Served served) {
    KindRules rules = served.rules();
    Map<String, Part> parts = new TreeMap<>();
    if (rules.hasStatus() && rules.verbs().contains("update")) {
      parts.put("status", new Part(served.kind(), PART_VERBS));
    }
    for (String name : rules.parts()) {
      parts.put(name, new Part(served.kind(), PART_VERBS));
    }
    if (rules.scale().isPresent()) {
      parts.put("scale", new Part(SCALE, PART_VERBS));
    }
    for (Map.Entry<String, SubresourceRules> each : rules.subresources().entrySet()) {
      Kind kind = each.getValue().kind();
      parts.put(
          each.getKey(), new Part(kind == null ? served.kind() : kind, each.getValue().verbs()));
    }
    return parts;
  }

  /**
   * {@code GET /api} ({@code core}) and {@code GET /apis} where the caller accepts {@code
   * APIGroupDiscoveryList}.
   *
   * @param version {@code v2} or {@code v2beta1}
   */
  JsonObject aggregated(boolean core, String version) {
    List<JsonObject> items = new ArrayList<>();
    groups.forEach(
        (group, versions) -> {
          if (group.isEmpty() == core) {
            List<JsonObject> described = new ArrayList<>();
            versions.forEach((name, kinds) -> described.add(aggregatedVersion(name, kinds)));
            items.add(
                JsonObject.of(
                    "metadata",
                        JsonObject.of(
                            "name", group.isEmpty() ? null : group, "creationTimestamp", null),
                    "versions", JsonArray.copyOf(described)));
          }
        });
    return JsonObject.of(
        "kind",
        "APIGroupDiscoveryList",
        "apiVersion",
        "apidiscovery.k8s.io/" + version,
        "metadata",
        JsonObject.EMPTY,
        "items",
        JsonArray.copyOf(items));
  }

  private static JsonObject aggregatedVersion(String version, List<Served> kinds) {
    List<JsonObject> resources = new ArrayList<>();
    for (Served served : kinds) {
      Kind kind = served.kind();
      List<JsonObject> parts = new ArrayList<>();
      subresources(served)
          .forEach(
              (name, part) ->
                  parts.add(
                      JsonObject.of(
                          "subresource", name,
                          "responseKind", aggregatedKind(part.kind()),
                          "verbs", JsonArray.copyOf(part.verbs()))));
      resources.add(
          JsonObject.of(
              "resource", kind.plural(),
              "responseKind", aggregatedKind(kind),
              "scope", kind.namespaced() ? "Namespaced" : "Cluster",
              "singularResource", kind.singular(),
              "verbs", JsonArray.copyOf(served.rules().verbs()),
              "shortNames", orNull(kind.shortNames()),
              "categories", orNull(kind.categories()),
              "subresources", parts.isEmpty() ? null : JsonArray.copyOf(parts)));
    }
    return JsonObject.of(
        "version", version, "resources", JsonArray.copyOf(resources), "freshness", "Current");
  }

  private static JsonObject aggregatedKind(Kind kind) {
    return JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.name());
  }

  private static JsonArray orNull(List<String> names) {
    return names.isEmpty() ? null : JsonArray.copyOf(names);
  }
}
