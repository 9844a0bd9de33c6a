package dev.kubarium.web.kubernetes;

import com.google.protobuf.ByteString;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.Message;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Timestamps;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Objects as kubectl sends them in protobuf: four magic bytes, an envelope that names the kind, and the object, turned
 * into the tree that the same object has in JSON.
 */
final class ProtobufBodies {

  private static final byte[] MAGIC = {'k', '8', 's', 0};
  private static final String CLASSES = "io.kubernetes.client.proto.V1";

  /** apiVersion → the class that holds the messages of its kinds. */
  private static final Map<String, String> OUTER = new LinkedHashMap<>();

  static {
    OUTER.put("v1", CLASSES);
    OUTER.put("apps/v1", CLASSES + "Apps");
    OUTER.put("batch/v1", CLASSES + "Batch");
    OUTER.put("autoscaling/v1", CLASSES + "Autoscaling");
    OUTER.put("autoscaling/v2", "io.kubernetes.client.proto.V2Autoscaling");
    OUTER.put("networking.k8s.io/v1", CLASSES + "Networking");
    OUTER.put("policy/v1", CLASSES + "Policy");
    OUTER.put("rbac.authorization.k8s.io/v1", CLASSES + "Rbac");
    OUTER.put("storage.k8s.io/v1", CLASSES + "Storage");
    OUTER.put("scheduling.k8s.io/v1", CLASSES + "Scheduling");
    OUTER.put("coordination.k8s.io/v1", CLASSES + "Coordination");
    OUTER.put("discovery.k8s.io/v1", CLASSES + "Discovery");
    OUTER.put("authentication.k8s.io/v1", CLASSES + "Authentication");
    OUTER.put("authorization.k8s.io/v1", CLASSES + "Authorization");
    OUTER.put("events.k8s.io/v1", CLASSES + "Events");
  }

  private ProtobufBodies() {}

  static boolean isProtobuf(byte[] bytes) {
    return bytes.length > MAGIC.length && Arrays.equals(bytes, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
  }

  /** Throws {@link ApiException} (400) where the bytes are none of this. */
  static JsonObject decode(byte[] bytes) {
    try {
      Runtime.Unknown envelope =
          Runtime.Unknown.parseFrom(
              isProtobuf(bytes) ? Arrays.copyOfRange(bytes, MAGIC.length, bytes.length) : bytes);
      String apiVersion = envelope.getTypeMeta().getApiVersion();
      String kind = envelope.getTypeMeta().getKind();
      if (kind.equals("DeleteOptions")) {
        return tree(Meta.DeleteOptions.parseFrom(envelope.getRaw()));
      }
      String outer = OUTER.get(apiVersion);
      if (outer == null) {
        throw ApiException.badRequest(
            "no kind \"" + kind + "\" is registered for version \"" + apiVersion + "\" in scheme");
      }
      Class<?> type = Class.forName(outer + "$" + kind);
      Message message = (Message) type.getMethod("parseFrom", ByteString.class).invoke(null, envelope.getRaw());
      return tree(message).with("apiVersion", apiVersion).with("kind", kind);
    } catch (InvalidProtocolBufferException | InvocationTargetException broken) {
      throw ApiException.badRequest("unable to decode the protobuf body: " + broken.getMessage());
    } catch (ReflectiveOperationException unknown) {
      throw ApiException.badRequest("no such kind is known in protobuf: " + unknown.getMessage());
    }
  }

  private static JsonObject tree(Message message) {
    Map<String, Object> tree = new LinkedHashMap<>();
    message
        .getAllFields()
        .forEach(
            (field, value) -> {
              Object converted = field.isMapField() ? map((List<?>) value) : field.isRepeated() ? list((List<?>) value, field) : value(value, field);
              if (isInline(message, field)) {
                ((JsonObject) converted).forEach(tree::put);
              } else {
                tree.put(nameOf(field), converted);
              }
            });
    return JsonObject.copyOf(tree);
  }

  /** Messages that the JSON form writes into their parent. */
  private static boolean isInline(Message parent, FieldDescriptor field) {
    if (field.isRepeated() || field.getType() != FieldDescriptor.Type.MESSAGE) {
      return false;
    }
    String inner = field.getMessageType().getName();
    String outer = parent.getDescriptorForType().getName();
    return switch (inner) {
      case "VolumeSource" -> outer.equals("Volume");
      case "PersistentVolumeSource" -> outer.equals("PersistentVolumeSpec");
      case "ProbeHandler" -> outer.equals("Probe");
      case "EphemeralContainerCommon" -> outer.equals("EphemeralContainer");
      case "LocalObjectReference" ->
          field.getName().equals("localObjectReference");
      default -> false;
    };
  }

  private static String nameOf(FieldDescriptor field) {
    return field.getName().equals("dnsconfig") ? "dnsConfig" : field.getName();
  }

  private static Object map(List<?> entries) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (Object each : entries) {
      Message entry = (Message) each;
      FieldDescriptor key = entry.getDescriptorForType().findFieldByNumber(1);
      FieldDescriptor value = entry.getDescriptorForType().findFieldByNumber(2);
      map.put(String.valueOf(entry.getField(key)), value(entry.getField(value), value));
    }
    return JsonObject.copyOf(map);
  }

  private static Object list(List<?> items, FieldDescriptor field) {
    return JsonArray.copyOf(items.stream().map(item -> value(item, field)).toList());
  }

  private static Object value(Object value, FieldDescriptor field) {
    return switch (value) {
      case Resource.Quantity quantity -> quantity.getString();
      case IntStr.IntOrString either -> either.getType() == 0 ? (Object) (long) either.getIntVal() : either.getStrVal();
      case Meta.Time time -> Timestamps.format(time.getSeconds() * 1000);
      case Meta.MicroTime time -> Timestamps.formatMicro(time.getSeconds() * 1000 + time.getNanos() / 1_000_000);
      case Meta.FieldsV1 fields -> Json.parse(fields.getRaw().toByteArray());
      case Runtime.RawExtension raw -> raw.getRaw().isEmpty() ? JsonObject.EMPTY : Json.parse(raw.getRaw().toByteArray());
      case Meta.Verbs verbs -> JsonArray.copyOf(verbs.getItemsList());
      case Message message -> tree(message);
      case ByteString bytes -> Base64.getEncoder().encodeToString(bytes.toByteArray());
      case Integer number -> (long) number;
      case Float number -> (double) number;
      case String text -> text;
      case Long number -> number;
      case Double number -> number;
      case Boolean truth -> truth;
      default -> throw ApiException.badRequest("field " + field.getName() + " has a type that JSON does not know");
    };
  }
}
