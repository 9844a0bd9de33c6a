package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import java.util.Optional;

/** GET and LIST of kinds whose objects are made up anew for each request. */
public final class Computed {

  private Computed() {}

  /** Empty where the kind is stored. */
  public static Optional<ApiResponse> answer(Pipeline pipeline, ApiRequest request, Served served) {
    if (request.verb() != Verb.GET && request.verb() != Verb.LIST) {
      return Optional.empty();
    }
    return served
        .rules()
        .computed(pipeline.passage(request, served))
        .map(objects -> shown(pipeline, request, served, objects));
  }

  private static ApiResponse shown(
      Pipeline pipeline, ApiRequest request, Served served, List<KubeObject> objects) {
    if (request.verb() == Verb.GET) {
      return objects.stream()
          .filter(
              each ->
                  each.name().equals(request.name())
                      && each.namespace().equals(request.namespace()))
          .findFirst()
          .map(found -> ApiResponse.of(200, found))
          .orElseThrow(() -> ApiException.notFound(request.kind(), request.name()));
    }
    Selection selection = Selection.of(request.name(), request.options(), served);
    List<KubeObject> chosen =
        objects.stream()
            .filter(
                each ->
                    request.namespace().isEmpty() || each.namespace().equals(request.namespace()))
            .filter(selection::takes)
            .toList();
    return new ApiResponse(
        200,
        new ApiResponse.Many(served.kind(), chosen, pipeline.revision(), null, null),
        List.of());
  }
}
