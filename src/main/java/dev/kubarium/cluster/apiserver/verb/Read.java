package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.store.CompactedException;
import dev.kubarium.cluster.store.ObjectStore;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** GET of one object and of lists, whole or page by page. */
public final class Read {

  private final ObjectStore store;

  public Read(ObjectStore store, KindRegistry kinds) {
    this.store = store;
  }

  public ApiResponse get(ApiRequest request, Served served) {
    KubeObject found =
        store.get(ObjectKey.of(served.rules().kind(), request.namespace(), request.name()));
    if (found == null) {
      throw ApiException.notFound(request.kind(), request.name());
    }
    return ApiResponse.of(200, served.fromStored(found));
  }

  public ApiResponse list(ApiRequest request, Served served) {
    ApiOptions options = request.options();
    Selection selection = Selection.of(request.name(), options, served);
    String resource = served.rules().kind().resource();
    Page page = page(options);
    Collection<KubeObject> all = page.objects(store, resource, request.namespace());
    List<KubeObject> chosen = new ArrayList<>();
    String next = null;
    long left = 0;
    for (KubeObject object : all) {
      if (page.isBefore(object) || !selection.takes(object)) {
        continue;
      }
      if (options.limit() > 0 && chosen.size() == options.limit()) {
        left++;
        if (next == null) {
          next = page.token(chosen.get(chosen.size() - 1).key());
        }
        continue;
      }
      chosen.add(served.fromStored(object));
    }
    boolean countsLeft =
        next != null && options.labelSelector() == null && options.fieldSelector() == null;
    return new ApiResponse(
        200,
        new ApiResponse.Many(
            served.kind(), chosen, page.revision(), next, countsLeft ? left : null),
        List.of());
  }

  /**
   * Where a list begins and of which revision it is.
   *
   * @param after the last object of the page before, or {@code null}
   */
  private record Page(long revision, ObjectKey after, boolean past) {

    Collection<KubeObject> objects(ObjectStore store, String resource, String namespace) {
      if (past) {
        return store.at(revision).stream()
            .filter(object -> object.key().resource().equals(resource))
            .filter(object -> namespace.isEmpty() || object.namespace().equals(namespace))
            .toList();
      }
      return namespace.isEmpty() ? store.list(resource) : store.list(resource, namespace);
    }

    boolean isBefore(KubeObject object) {
      return after != null && object.key().compareTo(after) <= 0;
    }

    String token(ObjectKey last) {
      String json =
          Json.print(
              JsonObject.of(
                  "rv", revision, "r", last.resource(), "ns", last.namespace(), "n", last.name()));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }
  }

  private Page page(ApiOptions options) {
    long now = store.revision();
    if (options.continueToken() != null && !options.continueToken().isEmpty()) {
      JsonObject token;
      try {
        token =
            Json.parseObject(
                new String(
                    Base64.getUrlDecoder().decode(options.continueToken()),
                    StandardCharsets.UTF_8));
      } catch (RuntimeException notOurs) {
        throw ApiException.badRequest(
            "continue key is not valid: " + notOurs.getClass().getSimpleName());
      }
      long revision = token.integer("rv", 0);
      ObjectKey after =
          new ObjectKey(token.string("r", ""), token.string("ns", ""), token.string("n", ""));
      return reachable(
          new Page(revision, after, revision != now),
          "The provided continue parameter is too old to display a consistent list result. You can start a new list"
              + " without the continue parameter, or use the continue token in this response to retrieve the remainder of"
              + " the results. Continuing with the provided token results in an inconsistent list - objects that were"
              + " created, modified, or deleted between the time the first chunk was returned and now may show up in the"
              + " list.");
    }
    String asked = options.resourceVersion();
    if (asked == null || asked.isEmpty() || asked.equals("0")) {
      return new Page(now, null, false);
    }
    long revision = revision(asked);
    if (revision > now) {
      throw new ApiException(
          504,
          "Timeout",
          "Too large resource version: " + revision + ", current: " + now,
          JsonObject.of(
              "causes",
              List.of(
                  JsonObject.of(
                      "reason",
                      "ResourceVersionTooLarge",
                      "message",
                      "Too large resource version")),
              "retryAfterSeconds",
              1));
    }
    boolean exact = "Exact".equals(options.resourceVersionMatch());
    return exact
        ? reachable(
            new Page(revision, null, revision != now),
            "The resourceVersion for the provided list is too old.")
        : new Page(now, null, false);
  }

  private Page reachable(Page page, String otherwise) {
    if (page.past()) {
      try {
        store.changesSince(page.revision());
      } catch (CompactedException tooOld) {
        throw ApiException.gone(otherwise);
      }
    }
    return page;
  }

  static long revision(String asked) {
    try {
      return Long.parseUnsignedLong(asked);
    } catch (NumberFormatException notOurs) {
      throw ApiException.badRequest(
          "resourceVersion: Invalid value: \""
              + asked
              + "\": strconv.ParseUint: parsing \""
              + asked
              + "\": invalid syntax");
    }
  }
}
