package dev.kubarium.lesson.check;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * From inside one of these Pods an address answers, as {@code wget} there would find it.
 *
 * @param from Pods whose image has {@code wget}
 * @param contains what the answer holds; empty for anything
 */
public record Reaches(Target from, String url, String contains) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    List<KubeObject> pods = scene.find(from);
    if (pods.isEmpty()) {
      return Verdict.of(false, "exists.none", from.named());
    }
    KubeObject pod = pods.getFirst();
    JsonObject result = ask(pod, scene);
    if (result.integer("exitCode", 1) != 0) {
      return Verdict.of(
          false, "reaches.refused", pod.name(), url, result.string("err", "").strip());
    }
    return result.string("out", "").contains(contains)
        ? Verdict.of(true, "reaches.answered", pod.name(), url)
        : Verdict.of(false, "reaches.otherwise", pod.name(), url, contains);
  }

  private JsonObject ask(KubeObject pod, Scene scene) {
    JsonArray command = JsonArray.of("wget", "-q", "-T", "2", "-O", "-", url);
    String container = pod.spec().array("containers").object(0).string("name", "");
    try {
      ApiResponse answer =
          scene.ask(
              new ApiRequest(
                  Verb.CREATE,
                  pod.kind(),
                  pod.namespace(),
                  pod.name(),
                  "exec",
                  JsonObject.of("command", command, "container", container),
                  ApiOptions.NONE,
                  Scene.LOOKING));
      return answer.body() instanceof ApiResponse.Document document
          ? document.tree()
          : JsonObject.EMPTY;
    } catch (ApiException notRunning) {
      return JsonObject.of("exitCode", 1, "err", notRunning.getMessage());
    }
  }

  @Override
  public boolean isMovedByTime() {
    return true;
  }
}
