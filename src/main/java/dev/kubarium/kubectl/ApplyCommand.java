package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.schema.Schema;
import dev.kubarium.cluster.apiserver.schema.SchemaNode;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * {@code kubectl apply}, client-side and server-side, and {@code kubectl replace}.
 *
 * <p>Left out: pruning.
 */
final class ApplyCommand {

  static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private ApplyCommand() {}

  /** What came of one object of a file. */
  private interface Each {
    String apply(Manifests.Manifest manifest);
  }

  static Output apply(TerminalContext context, Arguments arguments) {
    boolean server = arguments.is("server-side");
    Resources resources =
        new Resources(context, arguments, server ? "kubectl" : "kubectl-client-side-apply");
    return each(
        context,
        arguments,
        resources,
        manifest ->
            server
                ? serverSide(resources, arguments, manifest)
                : clientSide(resources, arguments, manifest));
  }

  static Output replace(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl-replace");
    return each(
        context,
        arguments,
        resources,
        manifest -> {
          KubeObject before = resources.get(manifest.kind(), manifest.namespace(), manifest.name());
          if (arguments.is("force")) {
            resources.delete(before, 0L, "Background");
            resources.create(manifest.kind(), manifest.namespace(), manifest.tree());
          } else {
            resources.update(KubeObject.of(manifest.kind(), manifest.tree()));
          }
          return Resources.named(before) + " replaced" + resources.suffix();
        });
  }

  private static Output each(
      TerminalContext context, Arguments arguments, Resources resources, Each each) {
    StringBuilder out = new StringBuilder();
    StringBuilder err = new StringBuilder();
    List<KubeObject> shown = new ArrayList<>();
    for (Manifests.Manifest manifest : Manifests.read(context, arguments)) {
      if (manifest.name().isEmpty()) {
        throw new KubectlException("error: resource name may not be empty");
      }
      try {
        out.append(each.apply(manifest)).append('\n');
        KubeObject now = resources.find(manifest.kind(), manifest.namespace(), manifest.name());
        if (now != null) {
          shown.add(now);
        }
      } catch (ApiException refused) {
        boolean there =
            resources.find(manifest.kind(), manifest.namespace(), manifest.name()) != null;
        err.append(
                Kubectl.sentence(
                    refused, manifest.source(), there ? "applying patch to" : "creating"))
            .append('\n');
      } catch (KubectlException refused) {
        err.append(refused.getMessage()).append('\n');
      }
    }
    String printed =
        arguments.has("output") && !shown.isEmpty()
            ? new Printer(context, arguments).documents(shown, shown.size() == 1)
            : out.toString();
    return new Output(printed, resources.warnings() + err, err.isEmpty() ? 0 : 1, Optional.empty());
  }

  private static String serverSide(
      Resources resources, Arguments arguments, Manifests.Manifest manifest) {
    try {
      KubeObject after =
          resources.patch(
              manifest.kind(),
              manifest.namespace(),
              manifest.name(),
              manifest.tree(),
              PatchType.APPLY,
              arguments.is("force-conflicts"));
      return Resources.named(after) + " serverside-applied" + resources.suffix();
    } catch (ApiException conflict) {
      if (conflict.code() == 409 && conflict.getMessage().startsWith("Apply failed")) {
        throw new KubectlException(
            "error: "
                + conflict.getMessage()
                + "\nPlease review the fields above--they currently have other managers. Here\nare the ways you can resolve"
                + " this warning:\n* If you intend to manage all of these fields, please re-run the apply\n  command with"
                + " the `--force-conflicts` flag.\n* If you do not intend to manage all of the fields, please edit your\n "
                + " manifest to remove references to the fields that should keep their\n  current managers.\n* You may"
                + " co-own fields by updating your manifest to match the existing\n  value; in this case, you'll become the"
                + " manager if the other manager(s)\n  stop managing the field (remove it from their configuration).\nSee"
                + " https://kubernetes.io/docs/reference/using-api/server-side-apply/#conflicts");
      }
      throw conflict;
    }
  }

  private static String clientSide(
      Resources resources, Arguments arguments, Manifests.Manifest manifest) {
    Kind kind = manifest.kind();
    JsonObject bare = manifest.tree().update("metadata", metadata -> without(metadata));
    JsonObject wished =
        bare.updateOrCreate(
            "metadata",
            metadata ->
                metadata.updateOrCreate(
                    "annotations",
                    annotations ->
                        annotations.with(LAST_APPLIED, Json.print(recorded(bare)) + "\n")));
    KubeObject current = resources.find(kind, manifest.namespace(), manifest.name());
    boolean clientDry = arguments.dryRun().equals("client");
    if (current == null) {
      if (!clientDry) {
        resources.create(kind, manifest.namespace(), wished);
      }
      return Resources.named(KubeObject.of(kind, wished)) + " created" + resources.suffix();
    }
    String recorded = current.annotation(LAST_APPLIED);
    StringBuilder warning = new StringBuilder();
    if (recorded == null) {
      warning
          .append("Warning: resource ")
          .append(kind.plural())
          .append('/')
          .append(current.name())
          .append(
              " is missing the "
                  + LAST_APPLIED
                  + " annotation which is required by kubectl apply. kubectl apply should")
          .append(
              " only be used on resources created declaratively by either kubectl create --save-config or kubectl apply.")
          .append(" The missing annotation will be patched automatically.\n");
    }
    JsonObject last = recorded == null ? JsonObject.EMPTY : Json.parseObject(recorded);
    SchemaNode schema =
        resources.context().api().rules(kind).schema().isPresent()
            ? null
            : Schema.kubernetes().definitionOf(kind);
    JsonObject patch = ThreeWayPatch.of(last, wished, current.tree(), schema);
    if (patch.isEmpty()) {
      return warning + Resources.named(current) + " unchanged" + resources.suffix();
    }
    if (!clientDry) {
      resources.patch(
          current, patch, schema == null ? PatchType.MERGE : PatchType.STRATEGIC, false);
    }
    return warning + Resources.named(current) + " configured" + resources.suffix();
  }

  private static JsonObject without(JsonObject metadata) {
    return metadata.update("annotations", annotations -> annotations.without(LAST_APPLIED));
  }

  /**
   * What is written down of a file: all that it says, with annotations even where there are none.
   */
  private static JsonObject recorded(JsonObject tree) {
    return tree.update(
        "metadata",
        metadata ->
            metadata.has("annotations")
                ? metadata
                : metadata.with("annotations", JsonObject.EMPTY));
  }

  static Output viewLastApplied(TerminalContext context, Arguments arguments) {
    Resources resources = new Resources(context, arguments, "kubectl");
    StringBuilder out = new StringBuilder();
    for (KubeObject object : resources.objects(arguments.words())) {
      String recorded = object.annotation(LAST_APPLIED);
      if (recorded == null) {
        throw new KubectlException(
            "error: no last-applied-configuration annotation found on resource: " + object.name());
      }
      out.append(YamlText.of(Json.parseObject(recorded)));
    }
    return Output.of(out.toString());
  }
}
