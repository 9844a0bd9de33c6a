package dev.kubarium.cluster.apiserver.schema;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The definitions of the Kubernetes API by their OpenAPI names, read once per JVM. */
public final class Schema {

  private static final String RESOURCE = "/dev/kubarium/cluster/apiserver/kubernetes-schema.json";

  /** API group → the package part of its definitions' names. */
  private static final Map<String, String> PACKAGES = new HashMap<>();

  static {
    PACKAGES.put("", "io.k8s.api.core");
    PACKAGES.put("networking.k8s.io", "io.k8s.api.networking");
    PACKAGES.put("discovery.k8s.io", "io.k8s.api.discovery");
    PACKAGES.put("storage.k8s.io", "io.k8s.api.storage");
    PACKAGES.put("scheduling.k8s.io", "io.k8s.api.scheduling");
    PACKAGES.put("rbac.authorization.k8s.io", "io.k8s.api.rbac");
    PACKAGES.put("coordination.k8s.io", "io.k8s.api.coordination");
    PACKAGES.put("events.k8s.io", "io.k8s.api.events");
    PACKAGES.put("authentication.k8s.io", "io.k8s.api.authentication");
    PACKAGES.put("authorization.k8s.io", "io.k8s.api.authorization");
    PACKAGES.put("certificates.k8s.io", "io.k8s.api.certificates");
    PACKAGES.put("admissionregistration.k8s.io", "io.k8s.api.admissionregistration");
    PACKAGES.put("apiextensions.k8s.io", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions");
  }

  private static final class Kubernetes {
    static final Schema SCHEMA = new Schema(load());
  }

  private final JsonObject definitions;
  private final Map<String, SchemaNode> nodes = new HashMap<>();

  private Schema(JsonObject definitions) {
    this.definitions = definitions;
  }

  public static Schema kubernetes() {
    return Kubernetes.SCHEMA;
  }

  private static JsonObject load() {
    try (InputStream in = Schema.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException("the build made no " + RESOURCE);
      }
      return (JsonObject) Json.parse(in.readAllBytes());
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** The definitions as they are, for serving them. */
  public JsonObject definitions() {
    return definitions;
  }

  public List<String> names() {
    return definitions.keys();
  }

  /** The definition of this OpenAPI name, or {@code null}. */
  public synchronized SchemaNode definition(String name) {
    SchemaNode known = nodes.get(name);
    if (known == null && definitions.has(name)) {
      known = new SchemaNode(this, name, definitions.object(name), definitions.object(name));
      nodes.put(name, known);
    }
    return known;
  }

  /**
   * A type that is described elsewhere, e.g. in a CustomResourceDefinition, and may refer to the
   * definitions here. An object's own fields are those of every object and those of {@code
   * described}.
   */
  public SchemaNode object(JsonObject described) {
    JsonObject properties =
        described
            .object("properties")
            .with("apiVersion", JsonObject.of("type", "string"))
            .with("kind", JsonObject.of("type", "string"))
            .with(
                "metadata",
                JsonObject.of("$ref", "io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"));
    JsonObject type = described.with("type", "object").with("properties", properties);
    return new SchemaNode(this, null, type, type);
  }

  /** {@code io.k8s.api.apps.v1.Deployment} for the Deployment of apps/v1. */
  public static String nameOf(Kind kind) {
    String group = kind.group();
    return PACKAGES.getOrDefault(group, "io.k8s.api." + group)
        + "."
        + kind.version()
        + "."
        + kind.name();
  }

  /** The definition of a built-in kind, or {@code null}. */
  public SchemaNode definitionOf(Kind kind) {
    return definition(nameOf(kind));
  }
}
