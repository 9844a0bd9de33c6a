package dev.kubarium.lesson;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSnapshot;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.lesson.check.Deed;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The solution of a step, as the difference that it makes to the objects that are there now. It is
 * found by doing it to a copy of the cluster.
 */
public final class Solution {

  private static final String GONE = "-";
  private static final String NEW = "+";

  private Solution() {}

  /** An object with the value before the deed and after it; {@code null} where there is none. */
  private record Difference(KubeObject before, KubeObject after) {}

  /**
   * Answers {@code [{kind, name, namespace, deleted, lines: [{sign, text}]}]}; empty where one has
   * only to wait.
   */
  public static JsonArray of(ClusterSnapshot now, Lesson lesson, JsonObject note, String step) {
    Cluster cluster = Cluster.restore(now);
    LessonRun run = new LessonRun(lesson, cluster, note);
    Map<ObjectKey, Difference> changed = new LinkedHashMap<>();
    cluster.store().onChange(change -> take(change, changed));
    Performer performer = new Performer(cluster, run);
    for (Lesson.Played played : lesson.solution()) {
      if (played.step().equals(step) && !perform(played.acts(), performer)) {
        break;
      }
    }
    List<JsonObject> told = new ArrayList<>();
    changed.forEach((key, difference) -> told.add(tell(difference)));
    return JsonArray.copyOf(told);
  }

  /** What the learner has done already may not be possible twice: what is left is not shown. */
  private static boolean perform(List<Act> acts, Performer performer) {
    for (Act act : acts) {
      try {
        if (!(act instanceof Act.Predict)) {
          performer.perform(act);
        }
      } catch (ApiException | IllegalStateException refused) {
        return false;
      }
    }
    return true;
  }

  private static void take(Change change, Map<ObjectKey, Difference> changed) {
    if (!Deed.isPerson(change.actor())) {
      return;
    }
    Difference known = changed.get(change.key());
    KubeObject after =
        change.after() == null || change.after().isTerminating() ? null : change.after();
    changed.put(
        change.key(), new Difference(known == null ? change.before() : known.before(), after));
  }

  private static JsonObject tell(Difference difference) {
    KubeObject object = difference.before() == null ? difference.after() : difference.before();
    boolean deleted = difference.after() == null;
    return JsonObject.of(
        "kind", object.kind().name(),
        "name", object.name(),
        "namespace", object.namespace(),
        "deleted", deleted,
        "lines",
            deleted
                ? JsonArray.copyOf(List.of())
                : lines(text(difference.before()), text(difference.after())));
  }

  /** What people write of an object. */
  private static List<String> text(KubeObject object) {
    if (object == null) {
      return List.of();
    }
    JsonObject tree = object.tree().without("status");
    JsonObject metadata = tree.object("metadata");
    JsonObject kept = JsonObject.EMPTY;
    for (String name : List.of("name", "namespace", "labels", "annotations")) {
      if (metadata.has(name)) {
        kept = kept.with(name, metadata.get(name));
      }
    }
    return Yaml.print(tree.with("metadata", kept)).lines().toList();
  }

  /** The shortest difference, line by line. */
  private static JsonArray lines(List<String> before, List<String> after) {
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    List<JsonObject> told = new ArrayList<>();
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        told.add(line(" ", before.get(i++)));
        j++;
      } else if (i < before.size() && (j == after.size() || common[i + 1][j] >= common[i][j + 1])) {
        told.add(line(GONE, before.get(i++)));
      } else {
        told.add(line(NEW, after.get(j++)));
      }
    }
    return JsonArray.copyOf(told);
  }

  private static JsonObject line(String sign, String text) {
    return JsonObject.of("sign", sign, "text", text);
  }
}
