package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.JsonObject;
import jakarta.servlet.http.HttpServletRequest;

/** Reads the query parameters of a request, and the options in the body of a DELETE. */
final class Query {

  private Query() {}

  static ApiOptions options(HttpServletRequest request, PatchType patchType, JsonObject deletion) {
    String dryRun = request.getParameter("dryRun");
    if (dryRun != null && !dryRun.isEmpty() && !dryRun.equals("All")) {
      throw ApiException.badRequest(
          "dryRun: Unsupported value: \"" + dryRun + "\": supported values: \"All\"");
    }
    boolean dry = dryRun != null && !dryRun.isEmpty() || deletion.array("dryRun").contains("All");
    String manager = request.getParameter("fieldManager");
    return new ApiOptions(
        request.getParameter("labelSelector"),
        request.getParameter("fieldSelector"),
        (int) number(request, "limit", 0),
        request.getParameter("continue"),
        request.getParameter("resourceVersion"),
        request.getParameter("resourceVersionMatch"),
        manager != null ? manager : managerOf(request),
        dry,
        isTrue(request, "force"),
        validation(request.getParameter("fieldValidation")),
        patchType,
        deletion.integer("gracePeriodSeconds") != null
            ? deletion.integer("gracePeriodSeconds")
            : request.getParameter("gracePeriodSeconds") == null
                ? null
                : (Long) number(request, "gracePeriodSeconds", 0),
        propagation(request, deletion),
        deletion.object("preconditions").string("uid"),
        deletion.object("preconditions").string("resourceVersion"));
  }

  /** Who owns what is written, where the caller did not say: the first word of its user agent. */
  private static String managerOf(HttpServletRequest request) {
    String agent = request.getHeader("User-Agent");
    if (agent == null || agent.isBlank()) {
      return "unknown";
    }
    return agent.split("[/ ]")[0];
  }

  private static String propagation(HttpServletRequest request, JsonObject deletion) {
    String policy = deletion.string("propagationPolicy", request.getParameter("propagationPolicy"));
    if (policy == null || policy.isEmpty()) {
      Object orphan = deletion.get("orphanDependents");
      return Boolean.TRUE.equals(orphan)
          ? "Orphan"
          : Boolean.FALSE.equals(orphan) ? "Background" : null;
    }
    if (!policy.equals("Orphan") && !policy.equals("Background") && !policy.equals("Foreground")) {
      throw new ApiException(
          422,
          "Invalid",
          "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \""
              + policy
              + "\": supported values: \"Background\", \"Foreground\", \"Orphan\"",
          JsonObject.EMPTY);
    }
    return policy;
  }

  private static FieldValidation validation(String word) {
    return switch (word == null ? "" : word) {
      case "" -> FieldValidation.WARN;
      case "Strict" -> FieldValidation.STRICT;
      case "Warn" -> FieldValidation.WARN;
      case "Ignore" -> FieldValidation.IGNORE;
      default ->
          throw ApiException.badRequest(
              "fieldValidation: Unsupported value: \""
                  + word
                  + "\": supported values: \"Ignore\", \"Warn\", \"Strict\"");
    };
  }

  static boolean isTrue(HttpServletRequest request, String name) {
    String value = request.getParameter(name);
    return value != null && (value.isEmpty() || value.equals("true") || value.equals("1"));
  }

  static long number(HttpServletRequest request, String name, long otherwise) {
    String value = request.getParameter(name);
    if (value == null || value.isEmpty()) {
      return otherwise;
    }
    try {
      return Long.parseLong(value);
    } catch (NumberFormatException notANumber) {
      throw ApiException.badRequest(
          name + ": strconv.ParseInt: parsing \"" + value + "\": invalid syntax");
    }
  }
}
