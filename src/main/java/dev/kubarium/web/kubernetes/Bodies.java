package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlDocument;
import dev.kubarium.cluster.object.YamlException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** Reads the body of a request: JSON, YAML or protobuf, and not too much of it. */
final class Bodies {

  /** As upstream's limit for one request. */
  private static final int MOST_BYTES = 3 * 1024 * 1024;

  private Bodies() {}

  /**
   * A body.
   *
   * @param tree {@code null} where there is none
   * @param duplicates fields that were given twice, in the API's words
   */
  record Body(Object tree, List<String> duplicates) {}

  static final Body NONE = new Body(null, List.of());

  static Body read(HttpServletRequest request) throws IOException {
    byte[] bytes = bytes(request);
    if (bytes.length == 0) {
      return NONE;
    }
    String type = mediaType(request);
    if (ProtobufBodies.isOne(type)) {
      return new Body(ProtobufBodies.decode(bytes), List.of());
    }
    boolean yaml = type.endsWith("yaml");
    if (!yaml
        && !type.endsWith("json")
        && !type.isEmpty()
        && !type.equals("application/x-www-form-urlencoded")) {
      throw unsupported(type);
    }
    return yaml
        ? new Body(yaml(bytes), List.of())
        : new Body(json(bytes), DuplicateFields.of(bytes));
  }

  /** The media type without parameters, in small letters. */
  static String mediaType(HttpServletRequest request) {
    String type = request.getContentType();
    return type == null ? "" : type.split(";")[0].strip().toLowerCase(Locale.ROOT);
  }

  static ApiException unsupported(String type) {
    return new ApiException(
        415,
        "UnsupportedMediaType",
        "the body of the request was in an unknown format - accepted media types include: application/json,"
            + " application/yaml, application/vnd.kubernetes.protobuf",
        JsonObject.EMPTY);
  }

  private static byte[] bytes(HttpServletRequest request) throws IOException {
    try (InputStream in = request.getInputStream()) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw new ApiException(
            413,
            "RequestEntityTooLarge",
            "Request entity too large: limit is " + MOST_BYTES,
            JsonObject.EMPTY);
      }
      return bytes;
    }
  }

  private static Object json(byte[] bytes) {
    try {
      return Json.parse(bytes);
    } catch (RuntimeException broken) {
      throw ApiException.badRequest(
          "couldn't get version/kind; json parse error: " + firstLine(broken.getMessage()));
    }
  }

  private static Object yaml(byte[] bytes) {
    try {
      List<YamlDocument> documents =
          YamlDocument.filled(Yaml.parse(new String(bytes, StandardCharsets.UTF_8)));
      return documents.isEmpty() ? null : documents.getFirst().value();
    } catch (YamlException broken) {
      throw ApiException.badRequest(
          "error decoding YAML: error converting YAML to JSON: yaml: line "
              + broken.line()
              + ": "
              + broken.getMessage());
    }
  }

  private static String firstLine(String text) {
    return text == null ? "" : text.lines().findFirst().orElse("");
  }
}
