package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The rules of one kind. A new kind is one class that implements this, registered in {@code
 * apiserver.kind.KindCatalog}.
 *
 * <p>The pipeline of a write is: decode → {@link #defaults} → admission (mutating) → {@link
 * #prepareCreate}/{@link #prepareUpdate} → {@link #validate}/{@link #validateUpdate} → admission
 * (validating) → commit. What all kinds share (metadata: names, labels, finalizers,
 * ownerReferences, generation, managedFields) is done by the pipeline.
 */
public interface KindRules {

  Kind kind();

  /** Other served versions, each with its conversion; see {@link Conversion}. */
  default List<Conversion> otherVersions() {
    return List.of();
  }

  /**
   * The schema of a kind that is not built in; empty where the built-in definitions describe it.
   */
  default Optional<SchemaNode> schema() {
    return Optional.empty();
  }

  /** Fills in the API's defaults. Must answer the same instance where nothing was missing. */
  default JsonObject defaults(JsonObject object) {
    return object;
  }

  /** How names are checked: most kinds take a DNS subdomain. */
  default NameRule nameRule() {
    return NameRule.DNS_SUBDOMAIN;
  }

  /**
   * Whether the pipeline counts {@code metadata.generation} up when something outside metadata and
   * status changes.
   */
  default boolean hasGeneration() {
    return false;
  }

  /**
   * Whether there is a {@code status} subresource: then create and update ignore the status that
   * was sent.
   */
  default boolean hasStatus() {
    return true;
  }

  /**
   * Last touch before a creation is validated: the status a new object begins with. A status that
   * was sent is dropped unless a kind overrides this.
   */
  default JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return hasStatus() ? object.without("status") : object;
  }

  /**
   * Last touch before an update is validated (e.g. allocated fields that are kept when left out).
   */
  default JsonObject prepareUpdate(JsonObject object, KubeObject before, RuleContext context) {
    return object;
  }

  /** Faults of a new object. */
  default void validate(KubeObject object, FieldErrors errors, RuleContext context) {}

  /** Faults of a change; the default checks the new object as if it were created. */
  default void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
  }

  /** Faults of a status that is written through the subresource. */
  default void validateStatus(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {}

  /**
   * Seconds between the request to delete and the removal, for kinds that end gracefully; empty for
   * those that go at once. {@code asked} is what the caller said, or {@code null}.
   */
  default Optional<Long> gracePeriod(KubeObject object, Long asked) {
    return Optional.empty();
  }

  /**
   * Whether something besides metadata.finalizers keeps a deleted object (a Namespace's
   * spec.finalizers).
   */
  default boolean isHeld(KubeObject object) {
    return false;
  }

  /** What else a deletion that does not remove at once changes (a Namespace's phase). */
  default JsonObject beginDeletion(JsonObject object) {
    return object;
  }

  /**
   * What happens to dependents where the caller did not say: {@code background} for all but a few.
   */
  default String defaultPropagation() {
    return "Background";
  }

  /**
   * Finalizers that a new object of this kind carries, e.g. {@code kubernetes.io/pvc-protection}.
   */
  default List<String> initialFinalizers(JsonObject object) {
    return List.of();
  }

  /** Where replicas are kept, for kinds that can be scaled. */
  default Optional<ScaleRules> scale() {
    return Optional.empty();
  }

  /** Further subresources by name ({@code binding}, {@code eviction}, {@code token} …). */
  default Map<String, SubresourceRules> subresources() {
    return Map.of();
  }

  /**
   * Subresources that are a part of the object and are read and written with the plain verbs, as
   * {@code status} is; {@link #prepareUpdate} then takes nothing but this part from what was sent.
   */
  default List<String> parts() {
    return List.of();
  }

  /**
   * What can be done with objects of this kind, in the words of discovery; {@code watch} among
   * them.
   */
  default List<String> verbs() {
    return List.of(
        "create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  }

  /** The answer to an object that is a question (a review): empty for kinds that are stored. */
  default Optional<JsonObject> answer(JsonObject question, RuleContext context) {
    return Optional.empty();
  }

  /**
   * The objects of a kind that is made up anew for each request (what nodes use, what components
   * say): empty for kinds that are stored.
   */
  default Optional<List<KubeObject>> computed(RuleContext context) {
    return Optional.empty();
  }

  /**
   * Fields by which lists can be selected beyond {@code metadata.name} and {@code
   * metadata.namespace}.
   */
  default Map<String, String> selectableFields(KubeObject object) {
    return Map.of();
  }

  /**
   * The columns of {@code kubectl get}, in order, NAME first; those of {@code -o wide} have
   * priority 1.
   */
  List<Column> columns();

  /** What everybody who uses this kind is warned of. */
  default Optional<String> deprecation() {
    return Optional.empty();
  }

  /** Warnings for the writer of this object, e.g. of a deprecated field. */
  default List<String> warnings(KubeObject object) {
    return List.of();
  }
}
