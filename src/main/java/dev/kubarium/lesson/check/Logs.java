package dev.kubarium.lesson.check;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One of these Pods has said it.
 *
 * @param container {@code null} for the first
 * @param pattern found in the text
 */
public record Logs(Target target, String container, String pattern) implements Check {

  @Override
  public Verdict judge(Scene scene) {
    List<KubeObject> pods = scene.find(target);
    if (pods.isEmpty()) {
      return Verdict.of(false, "exists.none", target.named());
    }
    for (KubeObject pod : pods) {
      if (Pattern.compile(pattern).matcher(text(pod, scene)).find()) {
        return Verdict.of(true, "logs.found", pod.name(), pattern);
      }
    }
    return Verdict.of(false, "logs.missing", target.named(), pattern);
  }

  private String text(KubeObject pod, Scene scene) {
    String asked =
        container != null ? container : pod.spec().array("containers").object(0).string("name", "");
    try {
      ApiResponse answer =
          scene.ask(
              new ApiRequest(
                  Verb.GET,
                  pod.kind(),
                  pod.namespace(),
                  pod.name(),
                  "log",
                  JsonObject.of("container", asked),
                  ApiOptions.NONE,
                  Scene.LOOKING));
      return answer.body() instanceof ApiResponse.Text text ? text.text() : "";
    } catch (ApiException notStarted) {
      // A container that has not started has said nothing yet.
      return "";
    }
  }

  @Override
  public boolean isMovedByTime() {
    return true;
  }
}
