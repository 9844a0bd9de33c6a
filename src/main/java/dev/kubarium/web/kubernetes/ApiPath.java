package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.JsonObject;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * An address of the API below {@code /api/v1} or {@code /apis/group/version}.
 *
 * @param group empty for the core group
 * @param namespace empty where the address names none
 * @param plural {@code null} for the list of resources
 * @param name {@code null} for lists and creations
 * @param subresource {@code null} or what follows the name
 */
record ApiPath(
    String group,
    String version,
    String namespace,
    String plural,
    String name,
    String subresource) {

  /**
   * {@code segments}: the decoded parts of the address after {@code /clusters/{id}}; it begins with
   * api or apis.
   */
  static ApiPath of(List<String> segments) {
    boolean core = segments.get(0).equals("api");
    int at = core ? 2 : 3;
    if (segments.size() < at) {
      throw unknown();
    }
    String group = core ? "" : segments.get(1);
    String version = segments.get(at - 1);
    List<String> rest = segments.subList(at, segments.size());
    if (rest.isEmpty()) {
      return new ApiPath(group, version, "", null, null, null);
    }
    boolean ofNamespace = core && (rest.size() == 3 && isOfNamespaceItself(rest.get(2)));
    if (rest.get(0).equals("namespaces") && rest.size() > 2 && !ofNamespace) {
      return resource(group, version, rest.get(1), rest.subList(2, rest.size()));
    }
    return resource(group, version, "", rest);
  }

  private static boolean isOfNamespaceItself(String segment) {
    return segment.equals("status") || segment.equals("finalize");
  }

  private static ApiPath resource(
      String group, String version, String namespace, List<String> rest) {
    return new ApiPath(
        group,
        version,
        namespace,
        rest.get(0),
        rest.size() > 1 ? rest.get(1) : null,
        rest.size() > 2 ? String.join("/", rest.subList(2, rest.size())) : null);
  }

  /** The decoded segments of a raw path. */
  static List<String> segments(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.split("/")) {
      if (!segment.isEmpty()) {
        segments.add(URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8));
      }
    }
    return segments;
  }

  static ApiException unknown() {
    return new ApiException(
        404, "NotFound", "the server could not find the requested resource", JsonObject.EMPTY);
  }
}
