import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Writes the schema of the Kubernetes API as OpenAPI definitions, out of the official Java client:
 * types, descriptions and list types from the comments in the sources of its protobuf classes,
 * required fields from its model classes.
 *
 * <p>Usage: {@code SchemaGenerator <output file> <sources jar of client-java-proto> <other
 * inputs>…}, with client-java-api and gson on the class path. Does nothing where the output is
 * newer than all inputs.
 */
public class SchemaGenerator {

  /** The files of the client that describe what Kubarium serves. */
  private static final List<String> FILES =
      List.of(
          "V1",
          "Meta",
          "V1Apps",
          "V1Batch",
          "V1Networking",
          "V1Discovery",
          "V1Policy",
          "V1Storage",
          "V1Scheduling",
          "V1Rbac",
          "V1Coordination",
          "V2Autoscaling",
          "V1Autoscaling",
          "V1Events",
          "V1Apiextensions",
          "V1Authentication",
          "V1Authorization",
          "V1Certificates",
          "V1Admissionregistration");

  private static final Pattern MESSAGE =
      Pattern.compile("@@protoc_insertion_point\\(interface_extends:k8s\\.io\\.([\\w.]+)\\)");
  private static final Pattern FIELD =
      Pattern.compile(
          "/\\*\\*\\s*(?:\\* <pre>((?:(?!\\*/|</pre>).)*+)</pre>)?\\s*\\*?\\s*\\* <code>(optional|required|repeated|map&lt;string, ([\\w.]+)&gt;)"
              + " ?([\\w.]*?) ?(\\w+) = \\d+;</code>",
          Pattern.DOTALL);
  private static final Pattern MESSAGE_DOC =
      Pattern.compile(
          "/\\*\\*\\s*(?:\\* <pre>((?:(?!\\*/|</pre>).)*+)</pre>\\s*)?\\*?\\s*\\* Protobuf type \\{@code k8s\\.io\\.([\\w.]+)\\}",
          Pattern.DOTALL);
  private static final Pattern MARKER = Pattern.compile("^\\+([\\w:]+)(?:=(.*))?$");

  private static final String META = "io.k8s.apimachinery.pkg.apis.meta.v1.";
  private static final String EXTENSIONS =
      "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.";

  /** Fields whose protobuf name is not the one in JSON. */
  private static final Map<String, String> JSON_NAMES =
      Map.of("aPIGroup", "apiGroup", "uID", "uid");

  /** Messages that are written as something else in JSON. */
  private static final Map<String, String> PLAIN =
      Map.of(
          META + "Time",
          "{\"type\":\"string\",\"format\":\"date-time\"}",
          META + "MicroTime",
          "{\"type\":\"string\",\"format\":\"date-time\"}",
          META + "Duration",
          "{\"type\":\"string\"}",
          META + "FieldsV1",
          "{\"type\":\"object\"}",
          "io.k8s.apimachinery.pkg.runtime.RawExtension",
          "{\"type\":\"object\"}",
          "io.k8s.apimachinery.pkg.api.resource.Quantity",
          "{\"type\":\"string\"}",
          "io.k8s.apimachinery.pkg.util.intstr.IntOrString",
          "{\"type\":\"string\",\"format\":\"int-or-string\"}");

  private final Map<String, JsonObject> definitions = new TreeMap<>();
  private final Map<String, String> descriptions = new LinkedHashMap<>();

  public static void main(String[] args) throws IOException {
    Path out = Path.of(args[0]);
    Path jar = Path.of(args[1]);
    if (isNewer(out, List.of(args).subList(1, args.length))) {
      return;
    }
    SchemaGenerator generator = new SchemaGenerator();
    generator.read(jar);
    generator.require();
    generator.complete();
    Files.createDirectories(out.getParent());
    JsonObject whole = new JsonObject();
    generator.definitions.forEach(whole::add);
    Files.writeString(
        out,
        new GsonBuilder().disableHtmlEscaping().create().toJson(whole),
        StandardCharsets.UTF_8);
    System.out.println("schema: " + generator.definitions.size() + " definitions");
  }

  private static boolean isNewer(Path out, List<String> inputs) throws IOException {
    if (!Files.exists(out)) {
      return false;
    }
    for (String input : inputs) {
      if (Files.getLastModifiedTime(Path.of(input)).compareTo(Files.getLastModifiedTime(out))
          >= 0) {
        return false;
      }
    }
    return true;
  }

  private void read(Path jar) throws IOException {
    try (JarFile sources = new JarFile(jar.toFile())) {
      for (String file : FILES) {
        var entry = sources.getEntry("io/kubernetes/client/proto/" + file + ".java");
        String text =
            new String(sources.getInputStream(entry).readAllBytes(), StandardCharsets.UTF_8);
        Matcher doc = MESSAGE_DOC.matcher(text);
        while (doc.find()) {
          if (doc.group(1) != null) {
            descriptions.putIfAbsent(definition(doc.group(2)), prose(doc.group(1)));
          }
        }
        messages(text);
      }
    }
  }

  private void messages(String text) {
    Matcher message = MESSAGE.matcher(text);
    List<int[]> starts = new ArrayList<>();
    List<String> names = new ArrayList<>();
    while (message.find()) {
      starts.add(new int[] {message.end()});
      names.add(definition(message.group(1)));
    }
    for (int i = 0; i < names.size(); i++) {
      // The getters of a message end where its class begins.
      int end =
          text.indexOf("extends\n      com.google.protobuf.GeneratedMessage", starts.get(i)[0]);
      if (end < 0) {
        end = text.length();
      }
      definitions.putIfAbsent(names.get(i), message(text.substring(starts.get(i)[0], end)));
    }
  }

  private JsonObject message(String getters) {
    JsonObject properties = new JsonObject();
    Matcher field = FIELD.matcher(getters);
    while (field.find()) {
      String name = JSON_NAMES.getOrDefault(field.group(5), field.group(5));
      if (properties.has(name)) {
        continue;
      }
      properties.add(name, property(field));
    }
    JsonObject definition = new JsonObject();
    definition.addProperty("type", "object");
    if (properties.size() > 0) {
      definition.add("properties", properties);
    }
    return definition;
  }

  private JsonObject property(Matcher field) {
    String comment = field.group(1) == null ? "" : field.group(1);
    String label = field.group(2);
    JsonObject property;
    if (label.startsWith("map")) {
      property = new JsonObject();
      property.addProperty("type", "object");
      property.add("additionalProperties", type(field.group(3)));
    } else if (label.equals("repeated")) {
      property = new JsonObject();
      property.addProperty("type", "array");
      property.add("items", type(field.group(4)));
    } else {
      property = type(field.group(4));
    }
    String description = prose(comment);
    if (!description.isEmpty()) {
      property.addProperty("description", description);
    }
    mark(property, comment);
    return property;
  }

  private static JsonObject type(String proto) {
    JsonObject type = new JsonObject();
    switch (proto) {
      case "string" -> type.addProperty("type", "string");
      case "bool" -> type.addProperty("type", "boolean");
      case "bytes" -> {
        type.addProperty("type", "string");
        type.addProperty("format", "byte");
      }
      case "int32", "uint32" -> {
        type.addProperty("type", "integer");
        type.addProperty("format", "int32");
      }
      case "int64", "uint64" -> {
        type.addProperty("type", "integer");
        type.addProperty("format", "int64");
      }
      case "double", "float" -> {
        type.addProperty("type", "number");
        type.addProperty("format", "double");
      }
      default ->
          type.addProperty("$ref", definition(proto.replaceFirst("^\\.?(k8s\\.io\\.)?", "")));
    }
    return type;
  }

  /** {@code api.core.v1.Pod} → {@code io.k8s.api.core.v1.Pod}. */
  private static String definition(String proto) {
    return "io.k8s."
        + proto
            .replaceFirst("^apiextensions_apiserver\\.", "apiextensions-apiserver.")
            .replaceFirst("^kube_aggregator\\.", "kube-aggregator.");
  }

  private static List<String> lines(String comment) {
    return comment
        .lines()
        .map(line -> line.replaceFirst("^\\s*\\* ?", "").stripTrailing())
        .toList();
  }

  private static String prose(String comment) {
    StringBuilder prose = new StringBuilder();
    for (String line : lines(comment)) {
      if (line.startsWith("+") && MARKER.matcher(line).matches()) {
        continue;
      }
      if (line.startsWith("---")) {
        break;
      }
      if (line.isBlank()) {
        prose.append("\n\n");
      } else {
        if (prose.length() > 0 && !prose.toString().endsWith("\n")) {
          prose.append(line.startsWith("- ") ? "\n" : " ");
        }
        prose.append(line);
      }
    }
    return unescape(prose.toString().replaceAll("\n{3,}", "\n\n").strip());
  }

  private static String unescape(String text) {
    return text.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&#64;", "@")
        .replace("&#42;", "*")
        .replace("&#47;", "/")
        .replace("&#92;", "\\")
        .replace("&amp;", "&");
  }

  private static void mark(JsonObject property, String comment) {
    JsonArray keys = new JsonArray();
    for (String line : lines(comment)) {
      Matcher marker = MARKER.matcher(line);
      if (!marker.matches()) {
        continue;
      }
      String value = marker.group(2) == null ? "" : unescape(marker.group(2)).strip();
      switch (marker.group(1)) {
        case "patchMergeKey" -> property.addProperty("x-kubernetes-patch-merge-key", value);
        case "patchStrategy" -> property.addProperty("x-kubernetes-patch-strategy", value);
        case "listType" -> property.addProperty("x-kubernetes-list-type", value);
        case "listMapKey" -> keys.add(value);
        case "mapType", "structType" -> property.addProperty("x-kubernetes-map-type", value);
        case "default" ->
            property.add("default", new GsonBuilder().create().fromJson(value, JsonElement.class));
        default -> {}
      }
    }
    if (keys.size() > 0) {
      property.add("x-kubernetes-list-map-keys", keys);
    }
  }

  /** Required fields: of the model class whose fields are the same. */
  private void require() {
    definitions.forEach(
        (name, definition) -> {
          if (!definition.has("properties")) {
            return;
          }
          for (String candidate : candidates(name)) {
            try {
              Class<?> model = Class.forName("io.kubernetes.client.openapi.models." + candidate);
              if (!inline(definition, set(model, "openapiFields"))) {
                continue;
              }
              JsonArray required = new JsonArray();
              new TreeSet<>(set(model, "openapiRequiredFields")).forEach(required::add);
              if (required.size() > 0) {
                definition.add("required", required);
              }
              return;
            } catch (ClassNotFoundException | NoClassDefFoundError absent) {
              // the next candidate
            }
          }
        });
  }

  /**
   * Replaces the parts that JSON has inline ({@code volumeSource} of a Volume) by their fields.
   * Answers whether all fields are then those of the model.
   */
  private boolean inline(JsonObject definition, Collection<String> fields) {
    JsonObject properties = definition.getAsJsonObject("properties");
    JsonObject flat = new JsonObject();
    for (String name : properties.keySet()) {
      JsonObject property = properties.getAsJsonObject(name);
      if (fields.contains(name) || name.equals("apiVersion") || name.equals("kind")) {
        flat.add(name, property);
        continue;
      }
      JsonObject inner =
          property.has("$ref") ? definitions.get(property.get("$ref").getAsString()) : null;
      JsonObject parts = inner == null ? null : inner.getAsJsonObject("properties");
      if (parts == null || !fields.containsAll(parts.keySet())) {
        return false;
      }
      parts.entrySet().forEach(part -> flat.add(part.getKey(), part.getValue()));
    }
    definition.add("properties", flat);
    return true;
  }

  private static List<String> candidates(String name) {
    String[] parts = name.split("\\.");
    String simple = parts[parts.length - 1];
    String version =
        parts[parts.length - 2].toUpperCase().replace("BETA", "beta").replace("ALPHA", "alpha");
    String group = parts[parts.length - 3];
    String prefix = Character.toUpperCase(group.charAt(0)) + group.substring(1);
    return List.of(version + simple, prefix + version + simple, "Storage" + version + simple);
  }

  @SuppressWarnings("unchecked")
  private static Collection<String> set(Class<?> model, String field) {
    try {
      Field found = model.getField(field);
      return (Collection<String>) found.get(null);
    } catch (ReflectiveOperationException absent) {
      return List.of();
    }
  }

  /**
   * apiVersion and kind of the objects, the types that are written as something else, and
   * descriptions.
   */
  private void complete() {
    PLAIN.forEach(
        (name, json) ->
            definitions.put(name, new GsonBuilder().create().fromJson(json, JsonObject.class)));
    for (String any :
        List.of(
            "JSON",
            "JSONSchemaPropsOrArray",
            "JSONSchemaPropsOrBool",
            "JSONSchemaPropsOrStringArray")) {
      definitions.put(EXTENSIONS + any, new JsonObject());
    }
    JsonObject rename =
        definitions.get(EXTENSIONS + "JSONSchemaProps").getAsJsonObject("properties");
    Map<String, String> odd =
        Map.of(
            "ref", "$ref",
            "schema", "$schema",
            "xKubernetesPreserveUnknownFields", "x-kubernetes-preserve-unknown-fields",
            "xKubernetesEmbeddedResource", "x-kubernetes-embedded-resource",
            "xKubernetesIntOrString", "x-kubernetes-int-or-string",
            "xKubernetesListMapKeys", "x-kubernetes-list-map-keys",
            "xKubernetesListType", "x-kubernetes-list-type",
            "xKubernetesMapType", "x-kubernetes-map-type",
            "xKubernetesValidations", "x-kubernetes-validations");
    new TreeMap<>(odd).forEach((from, to) -> rename.add(to, rename.remove(from)));
    definitions.forEach(
        (name, definition) -> {
          JsonObject properties = definition.getAsJsonObject("properties");
          if (properties != null
              && properties.has("metadata")
              && isObjectMeta(properties.getAsJsonObject("metadata"))) {
            properties.add(
                "apiVersion",
                text(
                    "APIVersion defines the versioned schema of this representation of an object. Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources"));
            properties.add(
                "kind",
                text(
                    "Kind is a string value representing the REST resource this object represents. Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds"));
          }
          if (descriptions.containsKey(name) && !definition.has("description")) {
            definition.add("description", new JsonPrimitive(descriptions.get(name)));
          }
        });
    JsonObject selector = definitions.get(META + "LabelSelector");
    selector.addProperty("x-kubernetes-map-type", "atomic");
    reachable();
  }

  private static boolean isObjectMeta(JsonObject metadata) {
    return metadata.has("$ref")
        && (metadata.get("$ref").getAsString().equals(META + "ObjectMeta")
            || metadata.get("$ref").getAsString().equals(META + "ListMeta"));
  }

  private static JsonObject text(String description) {
    JsonObject text = new JsonObject();
    text.addProperty("type", "string");
    text.addProperty("description", description);
    return text;
  }

  /** Refuses a reference that points nowhere: better a broken build than a silent gap. */
  private void reachable() {
    Pattern reference = Pattern.compile("\"\\$ref\":\"([^\"]+)\"");
    TreeSet<String> missing = new TreeSet<>();
    definitions.forEach(
        (name, definition) -> {
          Matcher each = reference.matcher(definition.toString());
          while (each.find()) {
            if (!definitions.containsKey(each.group(1))) {
              missing.add(each.group(1));
            }
          }
        });
    if (!missing.isEmpty()) {
      throw new IllegalStateException("definitions that are referred to but not there: " + missing);
    }
  }
}
