package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code kubectl delete}: asks for the deletion, and waits until all is gone unless {@code
 * --wait=false}.
 */
final class DeleteCommand implements Command {

  @Override
  public Output run(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    List<KubeObject> objects = new ArrayList<>();
    StringBuilder err = new StringBuilder();
    if (arguments.has("filename")) {
      for (Manifests.Manifest manifest : Manifests.read(context, arguments)) {
        KubeObject found = resources.find(manifest.kind(), manifest.namespace(), manifest.name());
        if (found != null) {
          objects.add(found);
        } else if (!arguments.is("ignore-not-found")) {
          err.append(
                  Kubectl.sentence(
                      ApiException.notFound(manifest.kind(), manifest.name()),
                      manifest.source(),
                      "deleting"))
              .append('\n');
        }
      }
    } else {
      named(resources, arguments, objects, err);
    }
    StringBuilder out = new StringBuilder();
    Long grace = arguments.is("now") ? Long.valueOf(1) : arguments.number("grace-period");
    if (arguments.is("force")) {
      grace = grace == null ? 0L : grace;
      err.append(
          "Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. The"
              + " resource may continue to run on the cluster indefinitely.\n");
    }
    String propagation =
        switch (arguments.value("cascade", "background")) {
          case "orphan", "false" -> "Orphan";
          case "foreground" -> "Foreground";
          default -> "Background";
        };
    boolean failed = err.toString().contains("rror");
    for (KubeObject object : objects) {
      if (!arguments.dryRun().equals("client")) {
        resources.delete(object, grace, propagation);
      }
      out.append(sentence(object, arguments, resources)).append('\n');
    }
    boolean waits = !arguments.value("wait", "true").equals("false") && !arguments.isDryRun();
    Follow gone = () -> allGone(resources, objects, failed);
    boolean over = !waits || gone.resume().done();
    return new Output(
        out.toString(),
        resources.warnings() + err,
        failed ? 1 : 0,
        over ? Optional.empty() : Optional.of(gone));
  }

  private static String sentence(KubeObject object, Arguments arguments, Resources resources) {
    String named = Resources.named(object.kind()) + " \"" + object.name() + "\"";
    String how = arguments.is("force") ? " force deleted" : " deleted";
    String where = object.kind().namespaced() ? " from " + object.namespace() + " namespace" : "";
    return named + how + where + resources.suffix();
  }

  private static void named(
      Resources resources, Arguments arguments, List<KubeObject> objects, StringBuilder err) {
    if (arguments.words().isEmpty()) {
      throw new KubectlException(
          "error: You must provide one or more resources by argument or filename.\nExample resource specifications include:\n"
              + "   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'");
    }
    boolean many =
        arguments.has("selector") || arguments.is("all") || arguments.has("field-selector");
    for (Resources.Target target : resources.targets(arguments.words())) {
      if (target.name() == null) {
        if (!many) {
          throw new KubectlException("error: resource(s) were provided, but no name was specified");
        }
        objects.addAll(resources.list(target.kind()));
        continue;
      }
      try {
        objects.add(resources.get(target.kind(), target.name()));
      } catch (ApiException refused) {
        if (refused.code() != 404 || !arguments.is("ignore-not-found")) {
          err.append(Kubectl.sentence(refused)).append('\n');
        }
      }
    }
    if (objects.isEmpty() && err.isEmpty() && many) {
      err.append("No resources found\n");
    }
  }

  private static Follow.Step allGone(
      Resources resources, List<KubeObject> objects, boolean failed) {
    for (KubeObject object : objects) {
      KubeObject now = resources.find(object.kind(), object.namespace(), object.name());
      if (now != null && now.uid().equals(object.uid())) {
        return Follow.Step.NOTHING;
      }
    }
    return new Follow.Step("", "", true, failed ? 1 : 0);
  }
}
