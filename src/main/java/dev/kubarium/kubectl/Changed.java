package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What commands that change objects print: a sentence for each, or the objects where {@code -o}
 * asks for them.
 */
final class Changed {

  private final TerminalContext context;
  private final Arguments arguments;
  private final Resources resources;
  private final StringBuilder out = new StringBuilder();
  private final StringBuilder err = new StringBuilder();
  private final List<KubeObject> objects = new ArrayList<>();

  Changed(TerminalContext context, Arguments arguments, Resources resources) {
    this.context = context;
    this.arguments = arguments;
    this.resources = resources;
  }

  /** {@code deployment.apps/web scaled}. */
  Changed did(KubeObject object, String operation) {
    objects.add(object);
    out.append(Resources.named(object))
        .append(' ')
        .append(operation)
        .append(resources.suffix())
        .append('\n');
    return this;
  }

  Changed failed(String sentence) {
    err.append(sentence).append('\n');
    return this;
  }

  /** One step that may be refused while others go on. */
  void attempt(Runnable step) {
    try {
      step.run();
    } catch (ApiException refused) {
      failed(Kubectl.sentence(refused));
    } catch (KubectlException refused) {
      failed(refused.getMessage());
    }
  }

  Output output() {
    boolean asked = arguments.has("output") && !objects.isEmpty();
    String printed =
        asked
            ? new Printer(context, arguments).documents(objects, objects.size() == 1)
            : out.toString();
    return new Output(printed, resources.warnings() + err, err.isEmpty() ? 0 : 1, Optional.empty());
  }
}
