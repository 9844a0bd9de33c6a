package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** What ConfigMaps and Secrets have in common: keys, size, and that they can be made immutable. */
final class KeyedData {

  static final int MOST_BYTES = 1024 * 1024;

  private static final String KEY_REGEX = "[-._a-zA-Z0-9]+";
  private static final Pattern KEY = Pattern.compile(KEY_REGEX);

  private KeyedData() {}

  static void keys(FieldErrors errors, String field, JsonObject data) {
    for (String key : data.keys()) {
      keyFaults(key).forEach(fault -> errors.invalid(field + "[" + key + "]", key, fault));
    }
  }

  static List<String> keyFaults(String key) {
    List<String> faults = new java.util.ArrayList<>();
    if (key.length() > 253) {
      faults.add("must be no more than 253 bytes");
    }
    if (!KEY.matcher(key).matches()) {
      faults.add(
          "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',"
              + "  or 'key-name', regex used for validation is '"
              + KEY_REGEX
              + "')");
    }
    if (key.equals(".")) {
      faults.add("must not be '.'");
    } else if (key.equals("..")) {
      faults.add("must not be '..'");
    } else if (key.startsWith("..")) {
      faults.add("must not start with '..'");
    }
    return faults;
  }

  static long textBytes(JsonObject data) {
    long bytes = 0;
    for (String value : data.strings().values()) {
      bytes += value.getBytes(StandardCharsets.UTF_8).length;
    }
    return bytes;
  }

  /** Bytes behind base64 texts. */
  static long decodedBytes(JsonObject data) {
    long bytes = 0;
    for (String value : data.strings().values()) {
      bytes += value.length() * 3L / 4;
    }
    return bytes;
  }

  /** Once immutable, always immutable, and nothing but the metadata changes. */
  static void immutable(
      FieldErrors errors, JsonObject after, JsonObject before, List<String> fields) {
    if (!before.bool("immutable")) {
      return;
    }
    String sentence = "field is immutable when `immutable` is set";
    if (!after.bool("immutable")) {
      errors.forbidden("immutable", sentence);
    }
    for (String field : fields) {
      if (!after.object(field).equals(before.object(field))) {
        errors.forbidden(field, sentence);
      }
    }
  }

  /** Refuses, as Go's decoder does, what is not base64. */
  static void refuseWrongBase64(JsonObject data, Kind kind) {
    data.strings()
        .forEach(
            (key, text) -> {
              int fault = base64Fault(text);
              if (fault >= 0) {
                throw ApiException.badRequest(
                    kind.name()
                        + " in version \""
                        + kind.version()
                        + "\" cannot be handled as a "
                        + kind.name()
                        + ": illegal base64 data at input byte "
                        + fault);
              }
            });
  }

  /** The index of the first wrong character, or -1. */
  private static int base64Fault(String text) {
    String packed = text.replace("\n", "").replace("\r", "");
    int length = packed.length();
    int padding = packed.endsWith("==") ? 2 : packed.endsWith("=") ? 1 : 0;
    for (int i = 0; i < length - padding; i++) {
      char c = packed.charAt(i);
      boolean known =
          c >= 'A' && c <= 'Z'
              || c >= 'a' && c <= 'z'
              || c >= '0' && c <= '9'
              || c == '+'
              || c == '/';
      if (!known) {
        return i;
      }
    }
    return length % 4 == 0 ? -1 : padding > 0 ? length - padding : length / 4 * 4;
  }

  static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
