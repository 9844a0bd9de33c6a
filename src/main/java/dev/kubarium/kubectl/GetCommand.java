package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.WatchEvent;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code kubectl get}. */
final class GetCommand implements Command {

  private static final String MISSING =
      "You must specify the type of resource to get. Use \"kubectl api-resources\" for a complete list of supported"
          + " resources.\n\nerror: Required resource not specified.\nUse \"kubectl explain <resource>\" for a detailed"
          + " description of that resource (e.g. kubectl explain pods).\nSee 'kubectl get -h' for help and examples";

  @Override
  public Output run(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    Printer printer = new Printer(context, arguments);
    List<String> words = arguments.words();
    if (words.isEmpty() && !arguments.has("filename")) {
      return Output.error(MISSING);
    }
    List<Resources.Target> targets =
        words.isEmpty()
            ? Manifests.targets(context, arguments, resources)
            : resources.targets(words);
    if (arguments.is("watch") || arguments.is("watch-only")) {
      return watch(context, arguments, resources, printer, targets);
    }

    Map<Kind, List<KubeObject>> found = new LinkedHashMap<>();
    StringBuilder errors = new StringBuilder();
    boolean single = targets.size() == 1 && targets.get(0).name() != null;
    for (Resources.Target target : targets) {
      if (target.name() == null) {
        found
            .computeIfAbsent(target.kind(), key -> new ArrayList<>())
            .addAll(resources.list(target.kind()));
        continue;
      }
      if (arguments.is("all-namespaces")) {
        throw new KubectlException(
            "error: a resource cannot be retrieved by name across all namespaces");
      }
      try {
        KubeObject object = resources.get(target.kind(), target.name());
        found.computeIfAbsent(target.kind(), key -> new ArrayList<>()).add(object);
      } catch (ApiException refused) {
        if (refused.code() != 404 || !arguments.is("ignore-not-found")) {
          errors.append(Kubectl.sentence(refused)).append('\n');
        }
      }
    }
    String sortBy = arguments.value("sort-by", null);
    if (sortBy != null) {
      found
          .values()
          .forEach(
              objects -> objects.sort(Comparator.comparing(object -> sortKey(object, sortBy))));
    }
    return new Output(
        printed(arguments, resources, printer, found, single, errors),
        errors.toString(),
        errors.isEmpty() || errors.toString().startsWith("No resources") ? 0 : 1,
        java.util.Optional.empty());
  }

  private static String printed(
      Arguments arguments,
      Resources resources,
      Printer printer,
      Map<Kind, List<KubeObject>> found,
      boolean single,
      StringBuilder errors) {
    List<KubeObject> all = found.values().stream().flatMap(List::stream).toList();
    if (!printer.isTable()) {
      return all.isEmpty() && single ? "" : printer.documents(all, single);
    }
    if (all.isEmpty()) {
      if (errors.isEmpty() && !arguments.is("ignore-not-found")) {
        boolean namespaced = found.keySet().stream().anyMatch(Kind::namespaced);
        errors.append(
            namespaced && !arguments.is("all-namespaces")
                ? "No resources found in " + resources.namespace() + " namespace.\n"
                : "No resources found\n");
      }
      return "";
    }
    StringBuilder text = new StringBuilder();
    boolean several = found.size() > 1 || arguments.is("show-kind");
    found.forEach(
        (kind, objects) -> {
          if (!objects.isEmpty()) {
            text.append(text.isEmpty() ? "" : "\n")
                .append(printer.table(kind, objects, true, several));
          }
        });
    return text.toString();
  }

  private static String sortKey(KubeObject object, String path) {
    List<Object> values = JsonPath.find(path, object.tree());
    Object value = values.isEmpty() ? "" : values.get(0);
    return value instanceof Long number
        ? String.format(java.util.Locale.ROOT, "%020d", number + (1L << 40))
        : JsonPath.text(value);
  }

  /** The table as it is, then a row for each change. */
  private static Output watch(
      TerminalContext context,
      Arguments arguments,
      Resources resources,
      Printer printer,
      List<Resources.Target> targets) {
    if (targets.size() != 1) {
      throw new KubectlException("error: you may only specify a single resource type");
    }
    Resources.Target target = targets.get(0);
    Kind kind = target.kind();
    String fields =
        target.name() == null
            ? arguments.value("field-selector", null)
            : "metadata.name=" + target.name();
    ApiOptions options =
        resources.options().withSelectors(arguments.value("selector", null), fields);
    List<Integer> widths = new ArrayList<>();
    List<KubeObject> now = resources.list(kind, resources.namespaceFor(kind), options);
    if (target.name() != null && now.isEmpty()) {
      throw ApiException.notFound(kind, target.name());
    }
    boolean[] header = {true};
    String first = "";
    if (!now.isEmpty() && !arguments.is("watch-only")) {
      first = rows(printer, kind, now, header, widths);
    }
    long[] seen = {context.api().revision()};
    return Output.following(
        first,
        () -> {
          List<KubeObject> changed = new ArrayList<>();
          ApiOptions since = options.withPage(0, null, Long.toString(seen[0]), null);
          Runnable stop =
              context
                  .api()
                  .watch(
                      kind,
                      resources.namespaceFor(kind),
                      since,
                      false,
                      event -> {
                        if (event.type() != WatchEvent.Type.BOOKMARK) {
                          changed.add(event.object());
                        }
                      });
          stop.run();
          seen[0] = context.api().revision();
          return changed.isEmpty()
              ? Follow.Step.NOTHING
              : Follow.Step.more(rows(printer, kind, changed, header, widths));
        });
  }

  private static String rows(
      Printer printer,
      Kind kind,
      List<KubeObject> objects,
      boolean[] header,
      List<Integer> widths) {
    if (!printer.isTable()) {
      StringBuilder text = new StringBuilder();
      objects.forEach(object -> text.append(printer.documents(List.of(object), true)));
      return text.toString();
    }
    String text = printer.table(kind, objects, header[0], false).text(widths);
    header[0] = false;
    return text;
  }
}
