package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;

/**
 * What the API answers.
 *
 * @param code the HTTP code
 * @param warnings texts for {@code Warning:} headers
 */
public record ApiResponse(int code, Body body, List<String> warnings) {

  /** One object, several, or a Status. */
  public sealed interface Body {}

  public record One(KubeObject object) implements Body {}

  /**
   * @param revision the revision of which this is the state
   * @param continueToken where the next page begins, or {@code null}
   * @param remaining how many are left, or {@code null}
   */
  public record Many(
      dev.kubarium.cluster.object.Kind kind,
      List<KubeObject> objects,
      long revision,
      String continueToken,
      Long remaining)
      implements Body {}

  /**
   * A {@code Status}, or the answer of a subresource that is no object of the store (a {@code
   * Scale}, a review).
   */
  public record Document(JsonObject tree) implements Body {}

  /** Plain text: the lines of a log. */
  public record Text(String text) implements Body {}

  public static ApiResponse of(int code, KubeObject object) {
    return new ApiResponse(code, new One(object), List.of());
  }

  public static ApiResponse document(int code, JsonObject tree) {
    return new ApiResponse(code, new Document(tree), List.of());
  }

  public ApiResponse warning(List<String> more) {
    return more.isEmpty() ? this : new ApiResponse(code, body, more);
  }

  public ApiResponse alsoWarning(String one) {
    List<String> all = new ArrayList<>(warnings);
    all.add(one);
    return new ApiResponse(code, body, List.copyOf(all));
  }

  /** The object of an answer that carries one. */
  public KubeObject object() {
    return ((One) body).object();
  }

  public List<KubeObject> objects() {
    return ((Many) body).objects();
  }
}
