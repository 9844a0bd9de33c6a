package dev.kubarium.lesson.check;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.KubeObject;
import java.util.regex.Pattern;

/**
 * Something that is done to an object.
 *
 * @param person whether only a person's deeds count
 */
public record Deed(Act act, Target target, boolean person) {

  private static final Pattern COMPONENT =
      Pattern.compile("^kubelet/|(controller|scheduler|collector|provisioner|finalizer)$");

  /** What is done. */
  public enum Act {
    CREATED("created"),
    /** A deletion that begins, however long it takes. */
    DELETED("deleted"),
    /** Another spec, other labels or other data. */
    CHANGED("changed");

    private final String word;

    Act(String word) {
      this.word = word;
    }

    /** As a lesson's file spells it. */
    public String word() {
      return word;
    }
  }

  boolean is(Change change, Scene scene) {
    return (!person || isPerson(change.actor()))
        && happens(change)
        && target.takes(change.object(), scene);
  }

  private boolean happens(Change change) {
    KubeObject before = change.before();
    KubeObject after = change.after();
    return switch (act) {
      case CREATED -> before == null;
      case DELETED ->
          before != null && !before.isTerminating() && (after == null || after.isTerminating());
      case CHANGED ->
          before != null
              && after != null
              && (!before.spec().equals(after.spec())
                  || !before.labels().equals(after.labels())
                  || !before.tree().object("data").equals(after.tree().object("data"))
                  || !before.tree().object("stringData").equals(after.tree().object("stringData")));
    };
  }

  /** Every actor that is no component of the cluster: those are called after what they do. */
  public static boolean isPerson(String actor) {
    return !actor.startsWith("kube-") && !COMPONENT.matcher(actor).find();
  }
}
