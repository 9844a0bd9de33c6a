package dev.kubarium.cluster.object;

/**
 * The conditions of a status: a list of {@code type}, {@code status}, {@code reason}, {@code
 * message}.
 */
public final class Conditions {

  private Conditions() {}

  /** The condition of this type, or {@code null}. */
  public static JsonObject find(JsonObject status, String type) {
    return status.array("conditions").find("type", type);
  }

  public static boolean isTrue(JsonObject status, String type) {
    JsonObject condition = find(status, type);
    return condition != null && "True".equals(condition.string("status"));
  }

  /**
   * {@code status} is {@code True}, {@code False} or {@code Unknown}; {@code now} in virtual
   * milliseconds.
   */
  public static JsonObject of(String type, String status, String reason, String message, long now) {
    return JsonObject.of(
        "type", type,
        "status", status,
        "lastTransitionTime", Timestamps.format(now),
        "reason", reason,
        "message", message);
  }

  /**
   * Puts the condition at the end of the list, in the place of the one of its type. Nothing changes
   * where status and reason are as they were; where only the status is, the time of the last
   * transition stays.
   */
  public static JsonObject put(JsonObject status, JsonObject condition) {
    JsonObject before = find(status, condition.string("type"));
    if (before != null && same(before, condition, "status")) {
      if (same(before, condition, "reason")) {
        return status;
      }
      condition = condition.withOrWithout("lastTransitionTime", before.get("lastTransitionTime"));
    }
    return status.with("conditions", without(status, condition.string("type")).plus(condition));
  }

  /**
   * Puts the condition where the one of its type stands, or at the end. The time of the last
   * transition stays where the status does.
   */
  public static JsonObject replace(JsonObject status, JsonObject condition) {
    JsonObject before = find(status, condition.string("type"));
    if (before == null) {
      return status.with("conditions", status.array("conditions").plus(condition));
    }
    JsonObject kept =
        same(before, condition, "status")
            ? condition.withOrWithout("lastTransitionTime", before.get("lastTransitionTime"))
            : condition;
    return status.with(
        "conditions", status.array("conditions").mapObjects(each -> each == before ? kept : each));
  }

  public static JsonObject remove(JsonObject status, String type) {
    if (find(status, type) == null) {
      return status;
    }
    JsonArray left = without(status, type);
    return status.withOrWithout("conditions", left.isEmpty() ? null : left);
  }

  private static JsonArray without(JsonObject status, String type) {
    return status
        .array("conditions")
        .without(each -> each instanceof JsonObject one && type.equals(one.get("type")));
  }

  private static boolean same(JsonObject one, JsonObject other, String field) {
    return one.string(field, "").equals(other.string(field, ""));
  }
}
