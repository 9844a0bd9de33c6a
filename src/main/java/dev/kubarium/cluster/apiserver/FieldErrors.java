package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Collects all faults of one document, in the API's words.
 *
 * <p>A field is a path such as {@code spec.template.spec.containers[0].name}, or with keys {@code
 * metadata.labels[app]}; {@link #in} makes a collector for a part.
 *
 * <p>Models: apimachinery pkg/util/validation/field
 */
public final class FieldErrors {

  /** The kinds of fault: the words in the sentence, and the reason among a Status' causes. */
  public enum Type {
    REQUIRED("Required value", "FieldValueRequired"),
    INVALID("Invalid value", "FieldValueInvalid"),
    TYPE_INVALID("Invalid value", "FieldValueTypeInvalid"),
    DUPLICATE("Duplicate value", "FieldValueDuplicate"),
    NOT_SUPPORTED("Unsupported value", "FieldValueNotSupported"),
    NOT_FOUND("Not found", "FieldValueNotFound"),
    FORBIDDEN("Forbidden", "FieldValueForbidden"),
    TOO_LONG("Too long", "FieldValueTooLong"),
    TOO_MANY("Too many", "FieldValueTooMany"),
    INTERNAL("Internal error", "InternalError");

    private final String words;
    private final String reason;

    Type(String words, String reason) {
      this.words = words;
      this.reason = reason;
    }

    public String reason() {
      return reason;
    }
  }

  /** One fault. {@code value} is {@code null} where the sentence does not show it. */
  public record FieldError(Type type, String field, Object value, String detail) {

    /** {@code spec.replicas: Invalid value: -1: must be greater than or equal to 0}. */
    public String sentence() {
      return field + ": " + detailSentence();
    }

    /** The sentence without its field, as a Status' cause has it. */
    public String detailSentence() {
      boolean shows =
          type != Type.REQUIRED
              && type != Type.FORBIDDEN
              && type != Type.TOO_LONG
              && type != Type.INTERNAL
              && type != Type.TOO_MANY;
      StringBuilder sentence = new StringBuilder(type.words);
      if (shows) {
        sentence.append(": ").append(shown(value));
      }
      if (detail != null && !detail.isEmpty()) {
        sentence.append(": ").append(detail);
      }
      return sentence.toString();
    }

    private static String shown(Object value) {
      return switch (value) {
        case null -> "null";
        case JsonNull ignored -> "null";
        case String text -> Json.print(text);
        case JsonObject tree -> Json.print(tree);
        case JsonArray tree -> Json.print(tree);
        case Number number -> number.toString();
        case Boolean truth -> truth.toString();
        default -> Json.print(String.valueOf(value));
      };
    }
  }

  private final List<FieldError> faults;
  private final String path;

  public FieldErrors() {
    this(new ArrayList<>(), "");
  }

  private FieldErrors(List<FieldError> faults, String path) {
    this.faults = faults;
    this.path = path;
  }

  /** The same collection, seen from a part: {@code in("spec").in("containers", 0)}. */
  public FieldErrors in(String child) {
    return new FieldErrors(faults, join(child));
  }

  public FieldErrors in(String child, int index) {
    return new FieldErrors(faults, join(child) + "[" + index + "]");
  }

  /** A part under a key of a map: {@code metadata.labels[app]}. */
  public FieldErrors key(String child, String key) {
    return new FieldErrors(faults, join(child) + "[" + key + "]");
  }

  private String join(String child) {
    return child.isEmpty() ? path : path.isEmpty() ? child : path + "." + child;
  }

  /** Where this collector stands, e.g. {@code spec.template}. */
  public String path() {
    return path;
  }

  private void add(Type type, String child, Object value, String detail) {
    faults.add(new FieldError(type, join(child), value, detail));
  }

  /** {@code child} may be empty for the part itself. */
  public void required(String child, String detail) {
    add(Type.REQUIRED, child, null, detail);
  }

  public void invalid(String child, Object value, String detail) {
    add(Type.INVALID, child, value, detail);
  }

  public void typeInvalid(String child, Object value, String detail) {
    add(Type.TYPE_INVALID, child, value, detail);
  }

  public void duplicate(String child, Object value) {
    add(Type.DUPLICATE, child, value, null);
  }

  public void notFound(String child, Object value) {
    add(Type.NOT_FOUND, child, value, null);
  }

  public void forbidden(String child, String detail) {
    add(Type.FORBIDDEN, child, null, detail);
  }

  public void tooLong(String child, int mostBytes) {
    add(Type.TOO_LONG, child, null, "may not be more than " + mostBytes + " bytes");
  }

  public void tooMany(String child, int actual, int most) {
    add(Type.TOO_MANY, child, actual, actual + ": must have at most " + most + " items");
  }

  /** The supported values are shown in the order given. */
  public void notSupported(String child, Object value, Collection<String> supported) {
    add(
        Type.NOT_SUPPORTED,
        child,
        value,
        "supported values: "
            + String.join(", ", supported.stream().map(known -> "\"" + known + "\"").toList()));
  }

  public List<FieldError> all() {
    return List.copyOf(faults);
  }

  public boolean isEmpty() {
    return faults.isEmpty();
  }
}
