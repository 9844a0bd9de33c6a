package dev.kubarium.cluster.apiserver.admission;

import dev.kubarium.cluster.apiserver.AdmissionPlugin;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;

/**
 * Gives an object that names no class the class that is marked as the default: claims their
 * StorageClass, Ingresses their IngressClass.
 *
 * <p>Models: plugin/pkg/admission/storage/storageclass/setdefault,
 * plugin/pkg/admission/network/defaultingressclass
 *
 * @param of the kind that may name a class
 * @param classes the kind of the classes
 * @param field where the class is named, in the spec
 * @param oldAnnotation where it was named once
 * @param mark the annotation of the default class
 */
record DefaultClasses(Kind of, Kind classes, String field, String oldAnnotation, String mark)
    implements AdmissionPlugin {

  @Override
  public JsonObject mutate(
      ApiRequest request, JsonObject object, KubeObject before, RuleContext context) {
    if (before != null
        || request.subresource() != null
        || !request.kind().equals(of)
        || object.object("spec").isSet(field)
        || object.object("metadata").object("annotations").has(oldAnnotation)) {
      return object;
    }
    KubeObject chosen = newestDefault(context);
    return chosen == null ? object : object.withAt(chosen.name(), "spec", field);
  }

  private KubeObject newestDefault(RuleContext context) {
    KubeObject newest = null;
    for (KubeObject each : context.list(classes, "")) {
      boolean newer = newest == null || each.createdAt() > newest.createdAt();
      if ("true".equals(each.annotation(mark)) && newer) {
        newest = each;
      }
    }
    return newest;
  }
}
