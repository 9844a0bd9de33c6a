package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import java.util.List;

/** A refusal, in the API's own words: what a {@code Status} of kind Failure says. */
public final class ApiException extends RuntimeException {

  private final int code;
  private final String reason;
  private final JsonObject details;

  public ApiException(int code, String reason, String message, JsonObject details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  public int code() {
    return code;
  }

  /** e.g. {@code NotFound}, {@code AlreadyExists}, {@code Conflict}, {@code Invalid}. */
  public String reason() {
    return reason;
  }

  /**
   * {@code name}, {@code group}, {@code kind}, {@code uid}, {@code causes}, {@code
   * retryAfterSeconds}; may be empty.
   */
  public JsonObject details() {
    return details;
  }

  public JsonObject status() {
    return JsonObject.of(
        "kind",
        "Status",
        "apiVersion",
        "v1",
        "metadata",
        JsonObject.EMPTY,
        "status",
        "Failure",
        "message",
        getMessage(),
        "reason",
        reason,
        "details",
        details.isEmpty() ? null : details,
        "code",
        code);
  }

  private static JsonObject about(Kind kind, String name) {
    return JsonObject.of(
        "name", name, "group", kind.group().isEmpty() ? null : kind.group(), "kind", kind.plural());
  }

  public static ApiException notFound(Kind kind, String name) {
    return new ApiException(
        404, "NotFound", kind.resource() + " \"" + name + "\" not found", about(kind, name));
  }

  public static ApiException alreadyExists(Kind kind, String name) {
    return new ApiException(
        409,
        "AlreadyExists",
        kind.resource() + " \"" + name + "\" already exists",
        about(kind, name));
  }

  public static ApiException conflict(Kind kind, String name, String detail) {
    return new ApiException(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + detail,
        about(kind, name));
  }

  public static ApiException modified(Kind kind, String name) {
    return conflict(
        kind,
        name,
        "the object has been modified; please apply your changes to the latest version and try again");
  }

  public static ApiException forbidden(Kind kind, String name, String detail) {
    return new ApiException(
        403,
        "Forbidden",
        kind.resource() + " \"" + name + "\" is forbidden: " + detail,
        about(kind, name));
  }

  public static ApiException badRequest(String message) {
    return new ApiException(400, "BadRequest", message, JsonObject.EMPTY);
  }

  public static ApiException methodNotAllowed(Kind kind) {
    return new ApiException(
        405,
        "MethodNotAllowed",
        "the server does not allow this method on the requested resource",
        JsonObject.EMPTY);
  }

  public static ApiException tooManyRequests(String message, long retryAfterSeconds) {
    return new ApiException(
        429, "TooManyRequests", message, JsonObject.of("retryAfterSeconds", retryAfterSeconds));
  }

  public static ApiException gone(String message) {
    return new ApiException(410, "Expired", message, JsonObject.EMPTY);
  }

  /**
   * {@code Deployment.apps "web" is invalid: …} with one fault, or with all of them in brackets.
   */
  public static ApiException invalid(Kind kind, String name, List<FieldErrors.FieldError> faults) {
    String qualified = kind.group().isEmpty() ? kind.name() : kind.name() + "." + kind.group();
    List<String> sentences =
        faults.stream().map(FieldErrors.FieldError::sentence).distinct().toList();
    String all =
        sentences.size() == 1 ? sentences.get(0) : "[" + String.join(", ", sentences) + "]";
    JsonArray causes =
        JsonArray.copyOf(
            faults.stream()
                .map(
                    fault ->
                        JsonObject.of(
                            "reason",
                            fault.type().reason(),
                            "message",
                            fault.detailSentence(),
                            "field",
                            fault.field()))
                .toList());
    return new ApiException(
        422,
        "Invalid",
        qualified + " \"" + name + "\" is invalid: " + all,
        JsonObject.of(
            "name",
            name,
            "group",
            kind.group().isEmpty() ? null : kind.group(),
            "kind",
            kind.name(),
            "causes",
            causes));
  }
}
