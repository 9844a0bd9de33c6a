package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * A subresource that is no plain status or scale: it answers for itself, and writes through {@link
 * Writer}.
 */
@FunctionalInterface
public interface SubresourceRules {

  /** {@code parent} is the object under whose address it was asked for; it exists. */
  ApiResponse answer(ApiRequest request, KubeObject parent, RuleContext context, Writer writer);

  /** The kind of its bodies, as discovery says it; {@code null} where that is the parent's. */
  default Kind kind() {
    return null;
  }

  /** What discovery says that can be done with it. */
  default List<String> verbs() {
    return List.of("create");
  }

  /**
   * The same subresource, with what discovery says of it. {@code apiVersion} is e.g. {@code
   * policy/v1}.
   */
  static SubresourceRules described(
      String apiVersion, String kind, List<String> verbs, SubresourceRules rules) {
    int slash = apiVersion.indexOf('/');
    Kind body =
        new Kind(
            slash < 0 ? "" : apiVersion.substring(0, slash),
            apiVersion.substring(slash + 1),
            kind,
            "",
            true,
            List.of(),
            List.of());
    return new SubresourceRules() {
      @Override
      public ApiResponse answer(
          ApiRequest request, KubeObject parent, RuleContext context, Writer writer) {
        return rules.answer(request, parent, context, writer);
      }

      @Override
      public Kind kind() {
        return body;
      }

      @Override
      public List<String> verbs() {
        return verbs;
      }
    };
  }

  /** The pipeline, for a subresource that changes objects. */
  interface Writer {

    /** Stores a changed object of the same kind, through validation. */
    KubeObject update(KubeObject changed);

    /** Does another request in the name of the same caller. */
    ApiResponse request(ApiRequest other);
  }
}
