package dev.kubarium.cluster.client;

import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.apiserver.Verb;
import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.sim.Chance;
import dev.kubarium.cluster.sim.VirtualClock;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * The API as one component sees it. Reads show the store as it is now; writes go through the API
 * server, signed with the component's name and with the cause of what it is doing.
 *
 * <p>Every write throws {@link dev.kubarium.cluster.apiserver.ApiException} where the API refuses
 * it.
 */
public final class Client {

  private final ApiServer api;
  private final ObjectStore store;
  private final VirtualClock clock;
  private final Chance chance;
  private final Caller self;
  private final EventRecorder events;
  private Caller caller;

  public Client(ApiServer api, ObjectStore store, VirtualClock clock, Chance chance, String actor) {
    this.api = api;
    this.store = store;
    this.clock = clock;
    this.chance = chance;
    this.self = Caller.component(actor);
    this.caller = self;
    this.events = new EventRecorder(this, actor);
  }

  /** Signs what follows with this cause, until the next call. */
  public void because(Cause cause) {
    caller = self.because(cause);
  }

  public String actor() {
    return self.actor();
  }

  /** Virtual milliseconds since the epoch. */
  public long now() {
    return clock.now();
  }

  public Chance chance() {
    return chance;
  }

  /** The revision of the last change. */
  public long revision() {
    return store.revision();
  }

  public ApiServer api() {
    return api;
  }

  /** Hears of every change; the listener may only take note. */
  public Runnable onChange(Consumer<Change> listener) {
    return store.onChange(listener);
  }

  /** The object, or {@code null}. */
  public KubeObject get(ObjectKey key) {
    return store.get(key);
  }

  /** The object, or {@code null}. */
  public KubeObject get(Kind kind, String namespace, String name) {
    return store.get(ObjectKey.of(kind, namespace, name));
  }

  /**
   * What a reference in an object of {@code namespace} names by apiVersion and kind; {@code null}
   * where it is gone or of a kind that is not served.
   */
  public KubeObject find(String apiVersion, String kind, String namespace, String name) {
    return api.kinds()
        .findByName(apiVersion, kind)
        .map(
            served -> get(served.rules().kind(), served.kind().namespaced() ? namespace : "", name))
        .orElse(null);
  }

  /** The current revision of this very object (same uid), or {@code null} where it is gone. */
  public KubeObject current(KubeObject known) {
    KubeObject now = store.get(known.key());
    return now != null && now.uid().equals(known.uid()) ? now : null;
  }

  /**
   * All objects of a kind in a namespace (empty for all), in key order: a live view, not to be kept
   * across a write.
   */
  public Collection<KubeObject> list(Kind kind, String namespace) {
    return namespace.isEmpty()
        ? store.list(kind.resource())
        : store.list(kind.resource(), namespace);
  }

  /** Those whose labels the selector takes, in key order (a copy). */
  public List<KubeObject> list(Kind kind, String namespace, LabelSelector selector) {
    List<KubeObject> chosen = new ArrayList<>();
    for (KubeObject object : list(kind, namespace)) {
      if (selector.matches(object.labels())) {
        chosen.add(object);
      }
    }
    return chosen;
  }

  /** The objects of this kind that this owner controls, in key order (a copy). */
  public List<KubeObject> controlledBy(KubeObject owner, Kind kind) {
    return store.controlledBy(owner.uid()).stream()
        .filter(object -> object.kind().equals(kind))
        .toList();
  }

  /** The objects of this kind in a namespace that no controller owns, in key order (a copy). */
  public List<KubeObject> withoutController(Kind kind, String namespace) {
    return store.withoutController(kind.resource(), namespace);
  }

  /** Keys of all objects that name this uid among their ownerReferences (a copy). */
  public List<ObjectKey> dependentsOf(String ownerUid) {
    return store.dependentsOf(ownerUid);
  }

  /** The Pods bound to a node; with the empty name, those bound to none (a copy). */
  public List<KubeObject> podsOn(String node) {
    return store.podsOn(node);
  }

  /** The resources of which there is at least one object. */
  public Collection<String> resources() {
    return store.resources();
  }

  /** All objects of a resource such as {@code deployments.apps}, in a namespace (empty for all). */
  public Collection<KubeObject> listResource(String resource, String namespace) {
    return namespace.isEmpty() ? store.list(resource) : store.list(resource, namespace);
  }

  public KubeObject create(KubeObject object) {
    return api.handle(
            ApiRequest.create(
                object.kind(), object.namespace(), object.tree(), ApiOptions.NONE, caller))
        .object();
  }

  /** Refused with a Conflict where the object was changed since this revision. */
  public KubeObject update(KubeObject object) {
    return api.handle(
            ApiRequest.update(
                object.kind(),
                object.namespace(),
                object.name(),
                object.tree(),
                ApiOptions.NONE,
                caller))
        .object();
  }

  /**
   * Writes only the status. Refused with a Conflict where the object was changed since this
   * revision.
   */
  public KubeObject updateStatus(KubeObject object) {
    return update(object, "status");
  }

  /**
   * Writes through a subresource, as {@code finalize} of a Namespace. Refused as {@link
   * #update(KubeObject)} is.
   */
  public KubeObject update(KubeObject object, String subresource) {
    return api.handle(
            ApiRequest.update(
                    object.kind(),
                    object.namespace(),
                    object.name(),
                    object.tree(),
                    ApiOptions.NONE,
                    caller)
                .on(subresource))
        .object();
  }

  /** Edits the current revision; answers it, or {@code null} where the object is gone. */
  public KubeObject patch(KubeObject known, UnaryOperator<JsonObject> edit) {
    KubeObject now = current(known);
    return now == null ? null : edited(now, now.edit(edit), null);
  }

  /**
   * Edits the status of the current revision; answers it, or {@code null} where the object is gone.
   */
  public KubeObject patchStatus(KubeObject known, UnaryOperator<JsonObject> ofStatus) {
    KubeObject now = current(known);
    return now == null
        ? null
        : edited(
            now, now.edit(tree -> tree.with("status", ofStatus.apply(now.status()))), "status");
  }

  private KubeObject edited(KubeObject before, KubeObject after, String subresource) {
    if (after == before) {
      return before;
    }
    ApiRequest request =
        ApiRequest.update(
            after.kind(), before.namespace(), before.name(), after.tree(), ApiOptions.NONE, caller);
    return api.handle(subresource == null ? request : request.on(subresource)).object();
  }

  /** Deletes this very object, with the kind's own grace period and in the background. */
  public void delete(KubeObject object) {
    delete(object, null, "Background");
  }

  /** {@code graceSeconds} may be {@code null} for the kind's own. */
  public void delete(KubeObject object, Long graceSeconds, String propagation) {
    ApiOptions options =
        ApiOptions.NONE.withDeletion(graceSeconds, propagation, object.uid(), null);
    api.handle(
        ApiRequest.delete(object.kind(), object.namespace(), object.name(), options, caller));
  }

  /** Binds a Pod to a node, as the scheduler does. */
  public void bind(KubeObject pod, String node) {
    JsonObject binding =
        JsonObject.of(
            "apiVersion",
            "v1",
            "kind",
            "Binding",
            "metadata",
            JsonObject.of("name", pod.name(), "namespace", pod.namespace(), "uid", pod.uid()),
            "target",
            JsonObject.of("apiVersion", "v1", "kind", "Node", "name", node));
    api.handle(
        new ApiRequest(
            Verb.CREATE,
            pod.kind(),
            pod.namespace(),
            pod.name(),
            "binding",
            binding,
            ApiOptions.NONE,
            caller));
  }

  /** Any other request, in this component's name. */
  public ApiResponse request(ApiRequest request) {
    return api.handle(
        new ApiRequest(
            request.verb(),
            request.kind(),
            request.namespace(),
            request.name(),
            request.subresource(),
            request.body(),
            request.options(),
            caller));
  }

  /** What the API reckons anew at each look and nobody stores, as the metrics of Pods. */
  public List<KubeObject> computed(Kind kind, String namespace) {
    return api.handle(ApiRequest.list(kind, namespace, ApiOptions.NONE, caller)).body()
            instanceof ApiResponse.Many many
        ? many.objects()
        : List.of();
  }

  /** The kind of this name, where the API serves it. */
  public Optional<Kind> kind(String apiVersion, String kind) {
    return api.kinds().findByName(apiVersion, kind).map(served -> served.kind());
  }

  /** Sets the number of replicas through the subresource {@code scale}. */
  public void scale(KubeObject target, long replicas) {
    JsonObject scale = JsonObject.of("spec", JsonObject.of("replicas", replicas));
    ApiOptions options = ApiOptions.NONE.withPatch(PatchType.MERGE, false);
    api.handle(
        ApiRequest.patch(target.kind(), target.namespace(), target.name(), scale, options, caller)
            .on("scale"));
  }

  /** Records an Event. {@code type} is {@code Normal} or {@code Warning}. */
  public void event(KubeObject about, String type, String reason, String message) {
    events.record(about, "", type, reason, message);
  }

  /** Records an Event about a part of the object, e.g. {@code spec.containers{web}}. */
  public void event(
      KubeObject about, String fieldPath, String type, String reason, String message) {
    events.record(about, fieldPath, type, reason, message);
  }
}
