package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.SubresourceRules;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the API serves, in the forms in which clients ask for it: one list per group, or all at once. */
final class Discovery {

  /** The groups after the core in the order in which kubectl prefers them where a name is ambiguous. */
  private static final List<String> ORDER =
      List.of(
          "", "events.k8s.io", "apps", "autoscaling", "batch", "networking.k8s.io", "policy",
          "rbac.authorization.k8s.io", "storage.k8s.io", "apiextensions.k8s.io", "scheduling.k8s.io",
          "coordination.k8s.io", "discovery.k8s.io");

  private static final List<String> ALL_VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final JsonArray OF_PARTS = JsonArray.of("get", "patch", "update");
  private static final JsonArray OF_SCALE = JsonArray.of("get", "patch", "update");

  private final KindRegistry kinds;

  Discovery(KindRegistry kinds) {
    this.kinds = kinds;
  }

  /** {@code GET /version}. */
  static JsonObject version() {
    return JsonObject.of(
        "major", "1",
        "minor", "35",
        "emulationMajor", "1",
        "emulationMinor", "35",
        "minCompatibilityMajor", "1",
        "minCompatibilityMinor", "34",
        "gitVersion", "v1.35.0",
        "gitCommit", "",
        "gitTreeState", "clean",
        "buildDate", "2025-12-17T00:00:00Z",
        "goVersion", "none",
        "compiler", "kubarium",
        "platform", "linux/amd64");
  }

  /** {@code GET /api}. */
  static JsonObject coreVersions() {
    return JsonObject.of("kind", "APIVersions", "versions", JsonArray.of("v1"), "serverAddressByClientCIDRs", JsonArray.EMPTY);
  }

  /** {@code GET /apis}. */
  JsonObject groups() {
    List<JsonObject> groups = new ArrayList<>();
    versionsByGroup().forEach((group, versions) -> {
      if (!group.isEmpty()) {
        groups.add(group(group, versions).without("kind").without("apiVersion"));
      }
    });
    return JsonObject.of("kind", "APIGroupList", "apiVersion", "v1", "groups", JsonArray.copyOf(groups));
  }

  /** {@code GET /apis/G}, or {@code null} where the group is not served. */
  JsonObject group(String name) {
    Map<String, List<Served>> versions = versionsByGroup().get(name);
    return versions == null || name.isEmpty() ? null : group(name, versions);
  }

  private static JsonObject group(String name, Map<String, List<Served>> versions) {
    List<JsonObject> all = new ArrayList<>();
    versions.keySet().forEach(version -> all.add(JsonObject.of("groupVersion", name + "/" + version, "version", version)));
    return JsonObject.of(
        "kind", "APIGroup",
        "apiVersion", "v1",
        "name", name,
        "versions", JsonArray.copyOf(all),
        "preferredVersion", all.getFirst());
  }

  /** {@code GET /api/v1} or {@code /apis/G/V}, or {@code null} where that is not served. */
  JsonObject resources(String group, String version) {
    Map<String, List<Served>> versions = versionsByGroup().get(group);
    List<Served> served = versions == null ? null : versions.get(version);
    if (served == null) {
      return null;
    }
    List<JsonObject> resources = new ArrayList<>();
    for (Served each : served) {
      resources.add(resource(each));
      parts(each).forEach((name, part) -> resources.add(part.with("name", each.kind().plural() + "/" + name)));
    }
    return JsonObject.of(
        "kind", "APIResourceList",
        "apiVersion", "v1",
        "groupVersion", group.isEmpty() ? version : group + "/" + version,
        "resources", JsonArray.copyOf(resources));
  }

  private static JsonObject resource(Served each) {
    Kind kind = each.kind();
    return JsonObject.of(
        "name", kind.plural(),
        "singularName", kind.singular(),
        "namespaced", kind.namespaced(),
        "kind", kind.name(),
        "verbs", verbs(each),
        "shortNames", kind.shortNames().isEmpty() ? null : JsonArray.copyOf(kind.shortNames()),
        "categories", kind.categories().isEmpty() ? null : JsonArray.copyOf(kind.categories()));
  }

  private static JsonArray verbs(Served each) {
    return each.kind().name().equals("Namespace")
        ? JsonArray.copyOf(ALL_VERBS.stream().filter(verb -> !verb.equals("deletecollection")).toList())
        : JsonArray.copyOf(ALL_VERBS);
  }

  /** name of the subresource → what is said of it. */
  private static Map<String, JsonObject> parts(Served each) {
    Map<String, JsonObject> parts = new TreeMap<>();
    if (each.rules().hasStatus()) {
      parts.put("status", part(each, each.kind().name(), "", "", OF_PARTS));
    }
    if (each.rules().scale().isPresent()) {
      parts.put("scale", part(each, "Scale", "autoscaling", "v1", OF_SCALE));
    }
    for (String name : each.rules().parts()) {
      parts.put(name, part(each, each.kind().name(), "", "", OF_PARTS));
    }
    for (Map.Entry<String, SubresourceRules> sub : each.rules().subresources().entrySet()) {
      Kind kind = sub.getValue().kind();
      parts.put(
          sub.getKey(),
          part(
              each,
              kind == null ? each.kind().name() : kind.name(),
              kind == null || kind.group().equals(each.kind().group()) ? "" : kind.group(),
              kind == null || kind.group().equals(each.kind().group()) ? "" : kind.version(),
              JsonArray.copyOf(sub.getValue().verbs())));
    }
    return parts;
  }

  private static JsonObject part(Served each, String kind, String group, String version, JsonArray verbs) {
    return JsonObject.of(
        "singularName", "",
        "namespaced", each.kind().namespaced(),
        "group", group.isEmpty() ? null : group,
        "version", version.isEmpty() ? null : version,
        "kind", kind,
        "verbs", verbs);
  }

  /** {@code GET /api} or {@code /apis} in the aggregated form, v2. */
  JsonObject aggregated(boolean core) {
    List<JsonObject> groups = new ArrayList<>();
    versionsByGroup()
        .forEach(
            (group, versions) -> {
              if (group.isEmpty() == core) {
                List<JsonObject> all = new ArrayList<>();
                versions.forEach(
                    (version, served) ->
                        all.add(
                            JsonObject.of(
                                "version", version,
                                "freshness", "Current",
                                "resources", JsonArray.copyOf(served.stream().map(Discovery::aggregated).toList()))));
                groups.add(
                    JsonObject.of(
                        "metadata", group.isEmpty() ? JsonObject.EMPTY : JsonObject.of("name", group),
                        "versions", JsonArray.copyOf(all)));
              }
            });
    return JsonObject.of(
        "kind", "APIGroupDiscoveryList",
        "apiVersion", "apidiscovery.k8s.io/v2",
        "metadata", JsonObject.EMPTY,
        "items", JsonArray.copyOf(groups));
  }

  private static JsonObject aggregated(Served each) {
    Kind kind = each.kind();
    List<JsonObject> parts = new ArrayList<>();
    parts(each)
        .forEach(
            (name, part) ->
                parts.add(
                    JsonObject.of(
                        "subresource", name,
                        "responseKind",
                            JsonObject.of(
                                "group", part.string("group", kind.group()),
                                "version", part.string("version", kind.version()),
                                "kind", part.string("kind")),
                        "verbs", part.get("verbs"))));
    return JsonObject.of(
        "resource", kind.plural(),
        "responseKind", JsonObject.of("group", kind.group(), "version", kind.version(), "kind", kind.name()),
        "scope", kind.namespaced() ? "Namespaced" : "Cluster",
        "singularResource", kind.singular(),
        "verbs", verbs(each),
        "shortNames", kind.shortNames().isEmpty() ? null : JsonArray.copyOf(kind.shortNames()),
        "categories", kind.categories().isEmpty() ? null : JsonArray.copyOf(kind.categories()),
        "subresources", parts.isEmpty() ? null : JsonArray.copyOf(parts));
  }

  /** group → version → kinds; of two versions the newer first. */
  private Map<String, Map<String, List<Served>>> versionsByGroup() {
    Map<String, Map<String, List<Served>>> unordered = new TreeMap<>();
    for (Served each : kinds.all()) {
      unordered
          .computeIfAbsent(each.kind().group(), group -> new TreeMap<>(java.util.Comparator.<String>reverseOrder()))
          .computeIfAbsent(each.kind().version(), version -> new ArrayList<>())
          .add(each);
    }
    Map<String, Map<String, List<Served>>> ordered = new LinkedHashMap<>();
    for (String group : ORDER) {
      Map<String, List<Served>> versions = unordered.remove(group);
      if (versions != null) {
        ordered.put(group, versions);
      }
    }
    ordered.putAll(unordered);
    return ordered;
  }
}
