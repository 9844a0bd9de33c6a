package dev.kubarium.web.kubernetes;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Descriptors.FileDescriptor;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import io.kubernetes.client.proto.Runtime;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * Bodies of {@code application/vnd.kubernetes.protobuf}, which kubectl's generators send: an
 * envelope that names the kind, and the object, turned into the tree that the same object has in
 * JSON.
 *
 * <p>Some things are said differently there: what JSON writes in one object is a message inside a
 * message (a volume and its source), quantities, times and numbers-or-texts are messages, and a
 * field that is no pointer in Kubernetes' own types is always sent, be it empty.
 */
final class ProtobufBodies {

  static final String MEDIA_TYPE = "application/vnd.kubernetes.protobuf";

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final String PACKAGE = "io.kubernetes.client.proto.";

  private static final DateTimeFormatter MICRO =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  /**
   * Numbers and truth values that are pointers in Kubernetes' own types, so that a zero was really
   * said.
   */
  private static final Set<String> ZERO_MEANS_ZERO =
      Arrays.stream(
              """
              activeDeadlineSeconds allowPrivilegeEscalation allowVolumeExpansion allocateLoadBalancerNodePorts
              attachRequired automountServiceAccountToken averageUtilization backoffLimit backoffLimitPerIndex
              blockOwnerDeletion completions controller defaultMode deletionGracePeriodSeconds enableServiceLinks
              expirationSeconds failedJobsHistoryLimit fsGroup gracePeriodSeconds hostUsers immutable leaseDurationSeconds
              leaseTransitions limitBytes manualSelector maxFailedIndexes minReplicas mode optional
              orphanDependents parallelism partition podInfoOnMount priority privileged progressDeadlineSeconds
              readOnlyRootFilesystem ready replicas revisionHistoryLimit runAsGroup runAsNonRoot runAsUser
              serving setHostnameAsFQDN shareProcessNamespace sinceSeconds stabilizationWindowSeconds startingDeadlineSeconds
              successfulJobsHistoryLimit suspend tailLines terminating terminationGracePeriodSeconds
              tolerationSeconds ttlSecondsAfterFinished value
              """
                  .strip()
                  .split("\\s+"))
          .collect(Collectors.toUnmodifiableSet());

  /** Texts that are pointers there. */
  private static final Set<String> EMPTY_MEANS_EMPTY = Set.of("storageClassName");

  private static final Descriptor UNKNOWN =
      Runtime.getDescriptor().findMessageTypeByName("Unknown");

  /** apiVersion and kind → what such a message is made of. */
  private static final Map<String, Descriptor> DESCRIPTORS = new ConcurrentHashMap<>();

  private ProtobufBodies() {}

  static boolean isOne(String contentType) {
    return contentType != null
        && contentType.strip().toLowerCase(Locale.ROOT).startsWith(MEDIA_TYPE);
  }

  /** The object of a body. Throws {@link ApiException} (400) where it cannot be read. */
  static JsonObject decode(byte[] body) {
    if (body.length < MAGIC.length
        || !Arrays.equals(body, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw ApiException.badRequest(
          "the object provided is unrecognized (must be of type Deployment): provided data does not appear to be a protobuf"
              + " message, expected prefix [107 56 115 0]");
    }
    try {
      Message envelope =
          DynamicMessage.parseFrom(
              UNKNOWN, ByteString.copyFrom(body, MAGIC.length, body.length - MAGIC.length));
      Message type = (Message) field(envelope, "typeMeta");
      String apiVersion = (String) field(type, "apiVersion");
      String kind = (String) field(type, "kind");
      Message object =
          DynamicMessage.parseFrom(
              descriptor(apiVersion, kind), (ByteString) field(envelope, "raw"));
      return message(object, schema(apiVersion, kind))
          .with("apiVersion", apiVersion)
          .with("kind", kind);
    } catch (InvalidProtocolBufferException broken) {
      throw ApiException.badRequest(
          "the object provided is unrecognized: proto: " + broken.getMessage());
    }
  }

  private static Descriptor descriptor(String apiVersion, String kind) {
    return DESCRIPTORS.computeIfAbsent(
        apiVersion + " " + kind, named -> findDescriptor(apiVersion, kind));
  }

  private static Descriptor findDescriptor(String apiVersion, String kind) {
    try {
      Class<?> file = Class.forName(PACKAGE + (isOfMeta(kind) ? "Meta" : fileOf(apiVersion)));
      Descriptor found =
          ((FileDescriptor) file.getMethod("getDescriptor").invoke(null))
              .findMessageTypeByName(kind);
      if (found != null) {
        return found;
      }
    } catch (ReflectiveOperationException noSuchVersion) {
      // Told below, as for a version that has no such kind.
    }
    throw ApiException.badRequest(
        "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\" in scheme");
  }

  private static boolean isOfMeta(String kind) {
    return kind.endsWith("Options")
        && !kind.startsWith("Pod")
        && !kind.startsWith("Node")
        && !kind.startsWith("Service");
  }

  /** {@code V1Apps} for apps/v1, {@code V1Rbac} for rbac.authorization.k8s.io/v1. */
  private static String fileOf(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    String version = capitalized(apiVersion.substring(slash + 1));
    if (slash < 0) {
      return version;
    }
    String group = apiVersion.substring(0, slash);
    return version
        + capitalized(group.indexOf('.') < 0 ? group : group.substring(0, group.indexOf('.')));
  }

  private static String capitalized(String word) {
    return word.isEmpty()
        ? word
        : word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
  }

  private static SchemaNode schema(String apiVersion, String kind) {
    if (isOfMeta(kind)) {
      return Schema.kubernetes().definition("io.k8s.apimachinery.pkg.apis.meta.v1." + kind);
    }
    int slash = apiVersion.indexOf('/');
    return Schema.kubernetes()
        .definitionOf(
            new Kind(
                slash < 0 ? "" : apiVersion.substring(0, slash),
                apiVersion.substring(slash + 1),
                kind,
                "",
                true,
                List.of(),
                List.of()));
  }

  /** {@code schema} may be {@code null}: then every field stands where it was sent. */
  private static JsonObject message(Message message, SchemaNode schema) {
    TreeMap<String, Object> fields = new TreeMap<>();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              SchemaNode described =
                  schema == null ? null : schema.properties().get(jsonName(field, schema));
              if (described == null && isInlined(field, schema)) {
                message((Message) value, schema).forEach(fields::put);
                return;
              }
              Object tree =
                  field.isRepeated()
                      ? repeated(field, (List<?>) value, described)
                      : single(value, described);
              if (tree != null && !isUnsaid(field, tree)) {
                fields.put(jsonName(field, schema), tree);
              }
            });
    return JsonObject.copyOf(fields);
  }

  /** What JSON writes into the surrounding object. */
  private static boolean isInlined(FieldDescriptor field, SchemaNode schema) {
    return schema != null
        && !schema.properties().isEmpty()
        && field.getType() == FieldDescriptor.Type.MESSAGE
        && !field.isRepeated();
  }

  private static String jsonName(FieldDescriptor field, SchemaNode schema) {
    String name = field.getName();
    if (schema == null || schema.properties().containsKey(name)) {
      return name;
    }
    return switch (name) {
      case "ref" -> "$ref";
      case "schema" -> "$schema";
      default ->
          name.startsWith("xKubernetes")
              ? name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT)
              : name;
    };
  }

  /** Whether this stands only for a field that Kubernetes' own types always send. */
  private static boolean isUnsaid(FieldDescriptor field, Object tree) {
    return switch (tree) {
      case String text -> text.isEmpty() && !EMPTY_MEANS_EMPTY.contains(field.getName());
      case Long number -> number == 0 && !ZERO_MEANS_ZERO.contains(field.getName());
      case Boolean truth -> !truth && !ZERO_MEANS_ZERO.contains(field.getName());
      default -> false;
    };
  }

  private static Object repeated(FieldDescriptor field, List<?> values, SchemaNode schema) {
    if (field.isMapField()) {
      Descriptor entry = field.getMessageType();
      FieldDescriptor key = entry.findFieldByNumber(1);
      FieldDescriptor value = entry.findFieldByNumber(2);
      SchemaNode described = schema == null ? null : schema.additionalProperties();
      TreeMap<String, Object> map = new TreeMap<>();
      for (Object each : values) {
        Message pair = (Message) each;
        map.put((String) pair.getField(key), single(pair.getField(value), described));
      }
      return JsonObject.copyOf(map);
    }
    SchemaNode described = schema == null ? null : schema.items();
    return JsonArray.copyOf(values.stream().map(each -> single(each, described)).toList());
  }

  /** {@code null} for a time that was not said. */
  private static Object single(Object value, SchemaNode schema) {
    return switch (value) {
      case Message message -> known(message, schema);
      case ByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
      case EnumValueDescriptor named -> named.getName();
      default -> Json.value(value);
    };
  }

  private static Object known(Message message, SchemaNode schema) {
    Descriptor type = message.getDescriptorForType();
    return switch (type.getFullName()) {
      case "k8s.io.apimachinery.pkg.util.intstr.IntOrString" -> {
        boolean text = longOf(message, "type") == 1;
        yield text ? field(message, "strVal") : (Object) longOf(message, "intVal");
      }
      case "k8s.io.apimachinery.pkg.api.resource.Quantity" -> field(message, "string");
      case "k8s.io.apimachinery.pkg.apis.meta.v1.Time" ->
          message.getAllFields().isEmpty() ? null : instant(message).toString();
      case "k8s.io.apimachinery.pkg.apis.meta.v1.MicroTime" ->
          message.getAllFields().isEmpty() ? null : MICRO.format(instant(message));
      case "k8s.io.apimachinery.pkg.apis.meta.v1.Duration" ->
          longOf(message, "duration") / 1_000_000_000 + "s";
      case "k8s.io.apimachinery.pkg.apis.meta.v1.FieldsV1" -> embedded(message, "Raw");
      case "k8s.io.apimachinery.pkg.runtime.RawExtension" -> embedded(message, "raw");
      default -> {
        // A list that has a name of its own in Kubernetes' types.
        List<FieldDescriptor> fields = type.getFields();
        if (fields.size() == 1 && fields.get(0).getName().equals("items") && isList(schema)) {
          yield repeated(fields.get(0), (List<?>) message.getField(fields.get(0)), schema);
        }
        yield message(message, schema);
      }
    };
  }

  private static boolean isList(SchemaNode schema) {
    return schema == null || schema.type().equals("array");
  }

  private static Object embedded(Message message, String name) {
    ByteString raw = (ByteString) field(message, name);
    return raw.isEmpty() ? null : Json.parse(raw.toString(StandardCharsets.UTF_8));
  }

  private static Instant instant(Message message) {
    return Instant.ofEpochSecond(longOf(message, "seconds"), longOf(message, "nanos"));
  }

  private static long longOf(Message message, String name) {
    return ((Number) field(message, name)).longValue();
  }

  private static Object field(Message message, String name) {
    return message.getField(message.getDescriptorForType().findFieldByName(name));
  }
}
