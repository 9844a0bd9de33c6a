package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * Keys and texts, at most 1 MiB of them.
 *
 * <p>Models: pkg/registry/core/configmap
 */
final class ConfigMapRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.CONFIG_MAP;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public JsonObject defaults(JsonObject object) {
    KeyedData.refuseWrongBase64(object.object("binaryData"), Kinds.CONFIG_MAP);
    return object;
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    JsonObject data = object.tree().object("data");
    JsonObject binary = object.tree().object("binaryData");
    KeyedData.keys(errors, "data", data);
    for (String key : data.keys()) {
      if (binary.has(key)) {
        errors.invalid("data[" + key + "]", key, "duplicate of key present in binaryData");
      }
    }
    KeyedData.keys(errors, "binaryData", binary);
    if (KeyedData.textBytes(data) + KeyedData.decodedBytes(binary) > KeyedData.MOST_BYTES) {
      errors.tooLong("[]", KeyedData.MOST_BYTES);
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    KeyedData.immutable(errors, object.tree(), before.tree(), List.of("data", "binaryData"));
    validate(object, errors, context);
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.number(
            "Data",
            (object, now) ->
                (long) object.tree().object("data").size()
                    + object.tree().object("binaryData").size()),
        Column.AGE);
  }
}
