package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.KubeObject;

/** A subresource that is no plain status or scale: it answers for itself, and writes through {@link Writer}. */
@FunctionalInterface
public interface SubresourceRules {

  /** {@code parent} is the object under whose address it was asked for; it exists. */
  ApiResponse answer(ApiRequest request, KubeObject parent, RuleContext context, Writer writer);

  /** The pipeline, for a subresource that changes objects. */
  interface Writer {

    /** Stores a changed object of the same kind, through validation. */
    KubeObject update(KubeObject changed);

    /** Does another request in the name of the same caller. */
    ApiResponse request(ApiRequest other);
  }
}
