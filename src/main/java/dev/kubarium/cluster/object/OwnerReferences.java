package dev.kubarium.cluster.object;

/** The ownerReferences of an object: who made it, and who manages it. */
public final class OwnerReferences {

  private OwnerReferences() {}

  /** The reference whose {@code controller} is true, or {@code null}. */
  public static JsonObject controller(KubeObject object) {
    return object.metadata().array("ownerReferences").find("controller", true);
  }

  /** The uid of the managing controller, or the empty string. */
  public static String controllerUid(KubeObject object) {
    JsonObject reference = controller(object);
    return reference == null ? "" : reference.string("uid", "");
  }

  /** A controlling, deletion-blocking reference to this owner. */
  public static JsonObject controllerReference(KubeObject owner) {
    return JsonObject.of(
        "apiVersion", owner.kind().apiVersion(),
        "kind", owner.kind().name(),
        "name", owner.name(),
        "uid", owner.uid(),
        "controller", true,
        "blockOwnerDeletion", true);
  }
}
