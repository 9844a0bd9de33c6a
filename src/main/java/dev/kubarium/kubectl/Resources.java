package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The API as a kubectl command calls it: resources by the words people use, requests in the
 * typist's name.
 */
final class Resources {

  private final TerminalContext context;
  private final Arguments arguments;
  private final String manager;
  private final List<String> warnings = new ArrayList<>();

  Resources(TerminalContext context, Arguments arguments, String manager) {
    this.context = context;
    this.arguments = arguments;
    this.manager = arguments.value("field-manager", manager);
  }

  String namespace() {
    return arguments.is("all-namespaces") ? "" : arguments.value("namespace", context.namespace());
  }

  String namespaceFor(Kind kind) {
    return kind.namespaced() ? namespace() : "";
  }

  /** {@code Warning: …} lines of the requests made so far. */
  String warnings() {
    StringBuilder text = new StringBuilder();
    warnings.forEach(warning -> text.append("Warning: ").append(warning).append('\n'));
    return text.toString();
  }

  /** What {@code deploy}, {@code deployments.apps} or {@code Deployment} means. */
  Kind kind(String word) {
    String asked = word.toLowerCase(Locale.ROOT);
    String name = asked.contains(".") ? asked.substring(0, asked.indexOf('.')) : asked;
    String rest = asked.contains(".") ? asked.substring(asked.indexOf('.') + 1) : null;
    Kind converted = null;
    for (Served served : context.api().kinds().all()) {
      Kind kind = served.kind();
      boolean called =
          kind.plural().equals(name)
              || kind.singular().equals(name)
              || kind.shortNames().contains(name);
      boolean placed =
          rest == null
              || rest.equals(kind.group())
              || rest.equals(kind.version() + "." + kind.group())
              || rest.equals(kind.version()) && kind.group().isEmpty();
      if (called && placed) {
        if (served.conversion() == null || rest != null) {
          return kind;
        }
        converted = converted == null ? kind : converted;
      }
    }
    if (converted != null) {
      return converted;
    }
    throw new KubectlException("error: the server doesn't have a resource type \"" + word + "\"");
  }

  /** The kinds that {@code all} or another category stands for; empty where the word is none. */
  List<Kind> category(String word) {
    List<Kind> kinds = new ArrayList<>();
    for (Served served : context.api().kinds().all()) {
      if (served.conversion() == null && served.kind().categories().contains(word)) {
        kinds.add(served.kind());
      }
    }
    return kinds;
  }

  /** A resource that was named: {@code name} is {@code null} where all of the kind are meant. */
  record Target(Kind kind, String name) {}

  /**
   * The resources that the words name: {@code pods}, {@code pod a b}, {@code deploy,svc}, {@code
   * pod/a svc/b}.
   */
  List<Target> targets(List<String> words) {
    List<Target> targets = new ArrayList<>();
    if (words.isEmpty()) {
      return targets;
    }
    if (words.get(0).contains("/")) {
      for (String word : words) {
        int slash = word.indexOf('/');
        if (slash < 0) {
          throw new KubectlException(
              "error: there is no need to specify a resource type as a separate argument when passing arguments in"
                  + " resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource"
                  + " resource/<resource_name>'");
        }
        targets.add(new Target(kind(word.substring(0, slash)), word.substring(slash + 1)));
      }
      return targets;
    }
    List<Kind> kinds = new ArrayList<>();
    for (String word : words.get(0).split(",")) {
      List<Kind> together = category(word);
      for (Kind kind : together.isEmpty() ? List.of(kind(word)) : together) {
        if (!kinds.contains(kind)) {
          kinds.add(kind);
        }
      }
    }
    for (Kind kind : kinds) {
      if (words.size() == 1) {
        targets.add(new Target(kind, null));
      }
      for (String name : words.subList(1, words.size())) {
        if (name.contains("/")) {
          throw new KubectlException(
              "error: there is no need to specify a resource type as a separate argument when passing arguments in"
                  + " resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource"
                  + " resource/<resource_name>'");
        }
        targets.add(new Target(kind, name));
      }
    }
    return targets;
  }

  /**
   * The objects that the words, the selector or {@code --all} name, for commands that change them.
   */
  List<KubeObject> objects(List<String> words) {
    List<KubeObject> objects = new ArrayList<>();
    boolean many =
        arguments.has("selector") || arguments.is("all") || arguments.has("field-selector");
    for (Target target : targets(words)) {
      if (target.name() != null) {
        objects.add(get(target.kind(), target.name()));
      } else if (many) {
        objects.addAll(list(target.kind()));
      } else {
        throw new KubectlException("error: resource(s) were provided, but no name was specified");
      }
    }
    return objects;
  }

  ApiOptions options() {
    return ApiOptions.NONE
        .withWriting(manager, arguments.dryRun().equals("server"), FieldValidation.STRICT)
        .withSelectors(arguments.value("selector", null), arguments.value("field-selector", null));
  }

  private ApiResponse ask(ApiRequest request) {
    ApiResponse answer = context.api().handle(request);
    for (String warning : answer.warnings()) {
      if (!warnings.contains(warning)) {
        warnings.add(warning);
      }
    }
    return answer;
  }

  KubeObject get(Kind kind, String name) {
    return get(kind, namespaceFor(kind), name);
  }

  KubeObject get(Kind kind, String namespace, String name) {
    return ask(ApiRequest.get(kind, namespace, name, context.caller())).object();
  }

  /** The object, or {@code null}. */
  KubeObject find(Kind kind, String namespace, String name) {
    try {
      return get(kind, namespace, name);
    } catch (ApiException missing) {
      if (missing.code() == 404) {
        return null;
      }
      throw missing;
    }
  }

  List<KubeObject> list(Kind kind) {
    return list(kind, namespaceFor(kind), options());
  }

  List<KubeObject> list(Kind kind, String namespace, ApiOptions options) {
    return ask(ApiRequest.list(kind, namespace, options, context.caller())).objects();
  }

  KubeObject create(Kind kind, String namespace, JsonObject tree) {
    return ask(ApiRequest.create(kind, namespace, tree, options(), context.caller())).object();
  }

  KubeObject update(KubeObject object) {
    return ask(ApiRequest.update(
            object.kind(),
            object.namespace(),
            object.name(),
            object.tree(),
            options(),
            context.caller()))
        .object();
  }

  KubeObject patch(KubeObject object, Object patch, PatchType type, boolean force) {
    return patch(object.kind(), object.namespace(), object.name(), patch, type, force);
  }

  KubeObject patch(
      Kind kind, String namespace, String name, Object patch, PatchType type, boolean force) {
    return ask(ApiRequest.patch(
            kind, namespace, name, patch, options().withPatch(type, force), context.caller()))
        .object();
  }

  void delete(KubeObject object, Long grace, String propagation) {
    ApiOptions options =
        options().withDeletion(grace, propagation, null, null).withSelectors(null, null);
    ask(
        ApiRequest.delete(
            object.kind(), object.namespace(), object.name(), options, context.caller()));
  }

  ApiResponse request(ApiRequest request) {
    return ask(request);
  }

  TerminalContext context() {
    return context;
  }

  /** {@code deployment.apps/web}: how kubectl names what it changed. */
  static String named(KubeObject object) {
    return named(object.kind()) + "/" + object.name();
  }

  static String named(Kind kind) {
    return kind.singular() + (kind.group().isEmpty() ? "" : "." + kind.group());
  }

  /** What {@code --dry-run} adds to the sentence. */
  String suffix() {
    return switch (arguments.dryRun()) {
      case "client" -> " (dry run)";
      case "server" -> " (server dry run)";
      default -> "";
    };
  }
}
