package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/**
 * Like a ConfigMap, in base64, with a type that may demand certain keys; {@code stringData} is
 * folded into {@code data}.
 *
 * <p>Models: pkg/registry/core/secret, pkg/apis/core/validation
 */
final class SecretRules implements KindRules {

  private static final String SERVICE_ACCOUNT_NAME = "kubernetes.io/service-account.name";

  @Override
  public Kind kind() {
    return Kinds.SECRET;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public JsonObject defaults(JsonObject sent) {
    JsonObject object = PodSpecDefaults.text(sent, "type", "Opaque");
    KeyedData.refuseWrongBase64(object.object("data"), Kinds.SECRET);
    JsonObject plain = object.object("stringData");
    if (plain.isEmpty()) {
      return object.without("stringData");
    }
    JsonObject data = object.object("data");
    for (Map.Entry<String, String> entry : plain.strings().entrySet()) {
      data = data.with(entry.getKey(), KeyedData.encode(entry.getValue()));
    }
    return object.with("data", data).without("stringData");
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonObject data = object.tree().object("data");
    KeyedData.keys(errors, "data", data);
    if (KeyedData.decodedBytes(data) > KeyedData.MOST_BYTES) {
      errors.tooLong("data", KeyedData.MOST_BYTES);
    }
    switch (object.tree().string("type", "")) {
      case "kubernetes.io/service-account-token" -> {
        if (object.annotations().string(SERVICE_ACCOUNT_NAME, "").isEmpty()) {
          errors.required("metadata.annotations[" + SERVICE_ACCOUNT_NAME + "]", "");
        }
      }
      case "kubernetes.io/dockercfg" -> dockerConfig(data, ".dockercfg", errors);
      case "kubernetes.io/dockerconfigjson" -> dockerConfig(data, ".dockerconfigjson", errors);
      case "kubernetes.io/basic-auth" -> {
        if (!data.has("username") && !data.has("password")) {
          errors.required("data[username]", "");
          errors.required("data[password]", "");
        }
      }
      case "kubernetes.io/ssh-auth" -> {
        if (data.string("ssh-privatekey", "").isEmpty()) {
          errors.required("data[ssh-privatekey]", "");
        }
      }
      case "kubernetes.io/tls" -> {
        for (String key : List.of("tls.crt", "tls.key")) {
          if (!data.has(key)) {
            errors.required("data[" + key + "]", "");
          }
        }
      }
      default -> {}
    }
  }

  private static void dockerConfig(JsonObject data, String key, FieldErrors errors) {
    if (!data.has(key)) {
      errors.required("data[" + key + "]", "");
      return;
    }
    String fault =
        JsonSyntax.fault(
            new String(
                Base64.getMimeDecoder().decode(data.string(key, "")), StandardCharsets.UTF_8));
    if (fault != null) {
      errors.invalid("data[" + key + "]", "<secret contents redacted>", fault);
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    if (!object.tree().string("type", "").equals(before.tree().string("type", ""))) {
      errors.invalid("type", object.tree().string("type", ""), "field is immutable");
    }
    KeyedData.immutable(errors, object.tree(), before.tree(), List.of("data"));
    validate(object, errors, context);
  }

  @Override
  public Map<String, String> selectableFields(KubeObject object) {
    return SelectableFields.of("type", object.tree().string("type", ""));
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Type", (object, now) -> object.tree().string("type", "")),
        Column.number("Data", (object, now) -> (long) object.tree().object("data").size()),
        Column.AGE);
  }
}
