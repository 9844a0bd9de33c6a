package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.kind.CustomKindRules;
import dev.kubarium.cluster.apiserver.verb.Computed;
import dev.kubarium.cluster.apiserver.verb.Create;
import dev.kubarium.cluster.apiserver.verb.Delete;
import dev.kubarium.cluster.apiserver.verb.Patch;
import dev.kubarium.cluster.apiserver.verb.Pipeline;
import dev.kubarium.cluster.apiserver.verb.Read;
import dev.kubarium.cluster.apiserver.verb.Subresource;
import dev.kubarium.cluster.apiserver.verb.Update;
import dev.kubarium.cluster.apiserver.verb.Watches;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.VirtualClock;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The only door to the store: the page, the terminal, kubectl, controllers, scheduler and kubelets
 * all go through it.
 */
public final class ApiServer {

  private final KindRegistry kinds;
  private final Pipeline pipeline;
  private final Read read;
  private final Create create;
  private final Update update;
  private final Patch patch;
  private final Delete delete;
  private final Subresource subresource;
  private final Watches watches;

  public ApiServer(
      ObjectStore store,
      VirtualClock clock,
      Chance chance,
      List<KindRules> rules,
      List<AdmissionPlugin> admission,
      ClusterNetwork network) {
    this.kinds =
        new KindRegistry(
            rules,
            () -> store.list(Kinds.CUSTOM_RESOURCE_DEFINITION.resource()),
            CustomKindRules::of);
    this.pipeline = new Pipeline(store, clock, chance, kinds, admission, network);
    this.read = new Read(store, kinds);
    this.create = new Create(pipeline);
    this.update = new Update(pipeline);
    this.patch = new Patch(pipeline, create, update);
    this.delete = new Delete(pipeline, read);
    this.subresource = new Subresource(pipeline, update, this::handle);
    this.watches = new Watches(store, kinds);
  }

  /** From now on logs and commands are asked of these kubelets. */
  public void connect(NodeConnector kubelets) {
    pipeline.connect(kubelets);
  }

  /** Whom logs and commands are asked of. */
  public NodeConnector nodes() {
    return pipeline.nodes();
  }

  public KindRegistry kinds() {
    return kinds;
  }

  /** The rules of a served kind. Throws {@link ApiException} (404) where it is not served. */
  public KindRules rules(Kind kind) {
    return kinds.get(kind).rules();
  }

  /**
   * Answers one request, and is done when it returns: what it wrote is in the store.
   *
   * @throws ApiException the refusal, in the API's words
   */
  public ApiResponse handle(ApiRequest request) {
    Served served = kinds.get(request.kind());
    ApiResponse response = answer(request, served);
    Optional<String> deprecation =
        request.caller().person() ? served.rules().deprecation() : Optional.empty();
    return deprecation.map(response::alsoWarning).orElse(response);
  }

  private ApiResponse answer(ApiRequest request, Served served) {
    if (request.subresource() != null && subresource.owns(request, served)) {
      return subresource.answer(request, served);
    }
    if (!served.rules().verbs().contains(request.verb().word())) {
      throw ApiException.methodNotAllowed(request.kind());
    }
    Optional<ApiResponse> computed = Computed.answer(pipeline, request, served);
    if (computed.isPresent()) {
      return computed.get();
    }
    return switch (request.verb()) {
      case GET -> read.get(request, served);
      case LIST -> read.list(request, served);
      case CREATE -> create.run(request, served);
      case UPDATE -> update.run(request, served);
      case PATCH -> patch.run(request, served);
      case DELETE -> delete.one(request, served);
      case DELETE_COLLECTION -> delete.collection(request, served);
    };
  }

  /**
   * Tells the listener, one after the other, of what is there (unless the options name a
   * resourceVersion to go on from) and of what changes from then on. The listener may only take
   * note.
   *
   * @param initialEvents asks for the state first and then a bookmark that ends it ({@code
   *     sendInitialEvents=true})
   * @return run it to stop
   * @throws ApiException 410 where the named revision is no longer in the log
   */
  public Runnable watch(
      Kind kind,
      String namespace,
      ApiOptions options,
      boolean initialEvents,
      Consumer<WatchEvent> listener) {
    return watches.open(kinds.get(kind), namespace, options, initialEvents, listener);
  }

  /** The store's revision now. */
  public long revision() {
    return pipeline.revision();
  }

  public long now() {
    return pipeline.now();
  }
}
