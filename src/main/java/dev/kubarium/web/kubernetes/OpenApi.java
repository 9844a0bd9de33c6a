package dev.kubarium.web.kubernetes;

import com.google.protobuf.CodedOutputStream;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The descriptions of the API that {@code kubectl explain}, {@code apply} and {@code create} read:
 * one document for each group and version (OpenAPI v3), and one for all (v2). A document is made
 * once for each set of kinds and kept as bytes.
 *
 * <p>Left out: in v2 the operations, and in its protobuf form the definitions too; who asks for
 * them asks for v3 first.
 */
final class OpenApi {

  /** {@code hash} changes when the document does. */
  record Document(byte[] bytes, String hash) {}

  /**
   * The media type under which the protobuf form of v2 is answered; with the {@code @} of the
   * request Go cannot read it.
   */
  static final String V2_PROTOBUF = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf";

  /** The kinds of a group version, as they are served → their document. */
  private static final Map<List<Kind>, Document> DOCUMENTS = new ConcurrentHashMap<>();

  private OpenApi() {}

  /** {@code GET /openapi/v3} */
  static JsonObject index(KindRegistry kinds) {
    TreeMap<String, Object> paths = new TreeMap<>();
    groupVersions(kinds)
        .forEach(
            (path, served) ->
                paths.put(
                    path,
                    JsonObject.of(
                        "serverRelativeURL",
                        "/openapi/v3/" + path + "?hash=" + document(path, served).hash())));
    return JsonObject.of("paths", JsonObject.copyOf(paths));
  }

  /** {@code GET /openapi/v3/{path}}, where path is {@code api/v1} or {@code apis/group/version}. */
  static Optional<Document> document(KindRegistry kinds, String path) {
    return Optional.ofNullable(groupVersions(kinds).get(path))
        .map(served -> document(path, served));
  }

  private static TreeMap<String, List<Served>> groupVersions(KindRegistry kinds) {
    TreeMap<String, List<Served>> found = new TreeMap<>();
    for (Served served : kinds.all()) {
      found.computeIfAbsent(path(served.kind()), path -> new ArrayList<>()).add(served);
    }
    return found;
  }

  private static String path(Kind kind) {
    return kind.group().isEmpty() ? "api/" + kind.version() : "apis/" + kind.apiVersion();
  }

  private static Document document(String path, List<Served> served) {
    return DOCUMENTS.computeIfAbsent(
        served.stream().map(Served::kind).toList(),
        kinds -> kept(Json.bytes(OpenApiDocument.of(path, served))));
  }

  private static Document kept(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return new Document(bytes, HexFormat.of().formatHex(digest).toUpperCase(Locale.ROOT));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static final class Second {
    static final byte[] JSON = Json.bytes(OpenApiDocument.second(Schema.kubernetes()));
    static final byte[] PROTOBUF = secondAsProtobuf();
  }

  /** {@code GET /openapi/v2} as JSON. */
  static byte[] second() {
    return Second.JSON;
  }

  /**
   * {@code GET /openapi/v2} as protobuf, which kubectl asks for when it meets a kind that it cannot
   * find.
   */
  static byte[] secondProtobuf() {
    return Second.PROTOBUF;
  }

  /** Fields of {@code openapi.v2.Document}: 1 swagger, 2 info (1 title, 2 version), 8 paths. */
  private static byte[] secondAsProtobuf() {
    try {
      ByteArrayOutputStream info = new ByteArrayOutputStream();
      CodedOutputStream inner = CodedOutputStream.newInstance(info);
      inner.writeString(1, OpenApiDocument.TITLE);
      inner.writeString(2, ServerVersion.GIT);
      inner.flush();
      ByteArrayOutputStream document = new ByteArrayOutputStream();
      CodedOutputStream outer = CodedOutputStream.newInstance(document);
      outer.writeString(1, "2.0");
      outer.writeByteArray(2, info.toByteArray());
      outer.writeByteArray(8, new byte[0]);
      outer.flush();
      return document.toByteArray();
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
  }
}
