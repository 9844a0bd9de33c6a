package dev.kubarium.lesson.check;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What checks look at: the cluster as it is, and what they remember of how it came to be so. */
public final class Scene {

  /** Who asks for logs and answers. */
  static final Caller LOOKING = Caller.component("lesson");

  private final Cluster cluster;
  private final Map<String, JsonObject> memory;
  private final Map<String, String> predictions;

  /**
   * @param memory id of a check → what it remembers; it lives as long as the learner's progress
   * @param predictions step → what the learner said would happen
   */
  public Scene(Cluster cluster, Map<String, JsonObject> memory, Map<String, String> predictions) {
    this.cluster = cluster;
    this.memory = memory;
    this.predictions = predictions;
  }

  long now() {
    return cluster.loop().now();
  }

  KubeObject get(ObjectKey key) {
    return cluster.store().get(key);
  }

  /** What a target means now, in key order. */
  public List<KubeObject> find(Target target) {
    String resource = target.kind().resource();
    List<KubeObject> found = new ArrayList<>();
    for (KubeObject object :
        target.namespace().isEmpty()
            ? cluster.store().list(resource)
            : cluster.store().list(resource, target.namespace())) {
      if (target.takes(object, this)) {
        found.add(object);
      }
    }
    return found;
  }

  ApiResponse ask(ApiRequest request) {
    return cluster.api().handle(request);
  }

  JsonObject remembered(String check) {
    return memory.getOrDefault(check, JsonObject.EMPTY);
  }

  void remember(String check, JsonObject what) {
    memory.put(check, what);
  }

  /** What the learner predicted in a step, or {@code null}. */
  String predicted(String step) {
    return predictions.get(step);
  }
}
