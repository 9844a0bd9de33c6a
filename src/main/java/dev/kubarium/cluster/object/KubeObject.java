package dev.kubarium.cluster.object;

import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** One immutable revision of one object: its JSON tree, its kind, its key; no behaviour. */
public final class KubeObject {

  private final Kind kind;
  private final ObjectKey key;
  private final JsonObject tree;

  private KubeObject(Kind kind, ObjectKey key, JsonObject tree) {
    this.kind = kind;
    this.key = key;
    this.tree = tree;
  }

  public static KubeObject of(Kind kind, JsonObject tree) {
    JsonObject metadata = tree.object("metadata");
    return new KubeObject(
        kind,
        ObjectKey.of(kind, metadata.string("namespace", ""), metadata.string("name", "")),
        tree);
  }

  public Kind kind() {
    return kind;
  }

  public ObjectKey key() {
    return key;
  }

  public JsonObject tree() {
    return tree;
  }

  public KubeObject with(JsonObject changed) {
    return changed == tree ? this : of(kind, changed);
  }

  public KubeObject edit(UnaryOperator<JsonObject> edit) {
    return with(edit.apply(tree));
  }

  public JsonObject metadata() {
    return tree.object("metadata");
  }

  public JsonObject spec() {
    return tree.object("spec");
  }

  public JsonObject status() {
    return tree.object("status");
  }

  public String name() {
    return key.name();
  }

  /** Empty for cluster-wide kinds. */
  public String namespace() {
    return key.namespace();
  }

  public String uid() {
    return metadata().string("uid", "");
  }

  /** The store's revision at which this was written; 0 before it was. */
  public long revision() {
    String text = metadata().string("resourceVersion");
    return text == null || text.isEmpty() ? 0 : Long.parseLong(text);
  }

  public long generation() {
    return metadata().integer("generation", 0);
  }

  public JsonObject labels() {
    return metadata().object("labels");
  }

  public String label(String name) {
    return labels().string(name);
  }

  public JsonObject annotations() {
    return metadata().object("annotations");
  }

  public String annotation(String name) {
    return annotations().string(name);
  }

  /** Virtual milliseconds since the epoch (whole seconds, as the API keeps them). */
  public long createdAt() {
    return Timestamps.parse(metadata().string("creationTimestamp"));
  }

  public boolean isTerminating() {
    return metadata().isSet("deletionTimestamp");
  }

  public List<String> finalizers() {
    return metadata().array("finalizers").strings();
  }

  public boolean isOwnedBy(KubeObject owner) {
    return OwnerReferences.controllerUid(this).equals(owner.uid());
  }

  public Map<String, String> labelMap() {
    return labels().strings();
  }

  @Override
  public boolean equals(Object other) {
    return this == other
        || other instanceof KubeObject that && kind.equals(that.kind) && tree.equals(that.tree);
  }

  @Override
  public int hashCode() {
    return key.hashCode();
  }

  @Override
  public String toString() {
    return kind.name() + " " + key + "@" + revision();
  }
}
