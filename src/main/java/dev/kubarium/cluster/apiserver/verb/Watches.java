package dev.kubarium.cluster.apiserver.verb;

import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.KindRegistry;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.WatchEvent;
import dev.kubarium.cluster.apiserver.WatchEvent.Type;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.store.CompactedException;
import dev.kubarium.cluster.store.ObjectStore;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;

/** WATCH: what is there, and then each change of it, seen through a selection. */
public final class Watches {

  private final ObjectStore store;

  public Watches(ObjectStore store, KindRegistry kinds) {
    this.store = store;
  }

  public Runnable open(
      Served served,
      String namespace,
      ApiOptions options,
      boolean initialEvents,
      Consumer<WatchEvent> listener) {
    Selection selection = Selection.of(null, options, served);
    String resource = served.rules().kind().resource();
    String asked = options.resourceVersion();
    boolean fromState = initialEvents || asked == null || asked.isEmpty() || asked.equals("0");
    if (fromState) {
      Collection<KubeObject> all =
          namespace.isEmpty() ? store.list(resource) : store.list(resource, namespace);
      for (KubeObject object : all) {
        if (selection.takes(object)) {
          listener.accept(new WatchEvent(Type.ADDED, served.fromStored(object), false));
        }
      }
      if (initialEvents) {
        listener.accept(bookmark(served, store.revision(), true));
      }
    } else {
      for (Change change : missed(Read.revision(asked))) {
        tell(change, served, namespace, selection, listener);
      }
    }
    return store.onChange(change -> tell(change, served, namespace, selection, listener));
  }

  private List<Change> missed(long since) {
    try {
      return store.changesSince(since);
    } catch (CompactedException tooOld) {
      throw ApiException.gone("too old resource version: " + since + " (" + tooOld.oldest() + ")");
    }
  }

  /** An object of the kind that carries only a resourceVersion: how far the watch has come. */
  public static WatchEvent bookmark(Served served, long revision, boolean initialEnd) {
    JsonObject metadata = JsonObject.of("resourceVersion", Long.toString(revision));
    if (initialEnd) {
      metadata = metadata.with("annotations", JsonObject.of("k8s.io/initial-events-end", "true"));
    }
    JsonObject tree =
        JsonObject.of(
            "apiVersion",
            served.kind().apiVersion(),
            "kind",
            served.kind().name(),
            "metadata",
            metadata);
    return new WatchEvent(Type.BOOKMARK, KubeObject.of(served.kind(), tree), initialEnd);
  }

  private static void tell(
      Change change,
      Served served,
      String namespace,
      Selection selection,
      Consumer<WatchEvent> listener) {
    if (!change.key().resource().equals(served.rules().kind().resource())
        || !namespace.isEmpty() && !change.key().namespace().equals(namespace)) {
      return;
    }
    boolean was = change.before() != null && selection.takes(change.before());
    boolean is = change.after() != null && selection.takes(change.after());
    if (is) {
      listener.accept(
          new WatchEvent(
              was ? Type.MODIFIED : Type.ADDED, served.fromStored(change.after()), false));
    } else if (was) {
      KubeObject last =
          change
              .before()
              .edit(
                  tree ->
                      tree.update(
                          "metadata",
                          metadata ->
                              metadata.with("resourceVersion", Long.toString(change.revision()))));
      listener.accept(new WatchEvent(Type.DELETED, served.fromStored(last), false));
    }
  }
}
