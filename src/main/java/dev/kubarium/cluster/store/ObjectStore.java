package dev.kubarium.cluster.store;

import dev.kubarium.cluster.object.Cause;
import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * The current objects in key order, and the log of changes. It knows nothing of rules: whoever
 * commits has checked.
 *
 * <p>Every commit gets the next revision, which becomes the object's resourceVersion. Listeners
 * hear of a change after it is in; they may only take note (enqueue), never write.
 */
public final class ObjectStore {

  private static final String UNSCHEDULED = "";

  /** resource → key → object. */
  private final TreeMap<String, TreeMap<ObjectKey, KubeObject>> objects = new TreeMap<>();

  /** uid of an owner (any, not only the controller) → keys of its dependents. */
  private final Map<String, TreeSet<ObjectKey>> dependents = new TreeMap<>();

  /** resource → keys of the objects that no controller owns. */
  private final Map<String, TreeSet<ObjectKey>> orphans = new TreeMap<>();

  /** uid of a controller → what it controls. */
  private final Map<String, TreeMap<ObjectKey, KubeObject>> controlled = new TreeMap<>();

  /** node name → its Pods; the empty name for those that wait for one. */
  private final Map<String, TreeMap<ObjectKey, KubeObject>> podsByNode = new TreeMap<>();

  private final ArrayDeque<Change> log = new ArrayDeque<>();
  private final List<Consumer<Change>> listeners = new ArrayList<>();
  private final int mostChanges;
  private long revision;
  private long compacted;

  /** Keeps at most so many changes in the log. */
  public ObjectStore(int mostChanges) {
    this.mostChanges = mostChanges;
  }

  /** The revision of the last change; 0 in an empty store. */
  public long revision() {
    return revision;
  }

  /** The object, or {@code null}. */
  public KubeObject get(ObjectKey key) {
    TreeMap<ObjectKey, KubeObject> ofResource = objects.get(key.resource());
    return ofResource == null ? null : ofResource.get(key);
  }

  /**
   * All objects of a resource in key order: a live view, read-only, not to be kept across a commit.
   */
  public Collection<KubeObject> list(String resource) {
    TreeMap<ObjectKey, KubeObject> ofResource = objects.get(resource);
    return ofResource == null
        ? List.of()
        : java.util.Collections.unmodifiableCollection(ofResource.values());
  }

  /**
   * The objects of a resource in one namespace, in key order; a live view as {@link #list(String)}.
   */
  public Collection<KubeObject> list(String resource, String namespace) {
    TreeMap<ObjectKey, KubeObject> ofResource = objects.get(resource);
    if (ofResource == null) {
      return List.of();
    }
    NavigableMap<ObjectKey, KubeObject> inNamespace =
        ofResource.subMap(
            new ObjectKey(resource, namespace, ""),
            true,
            new ObjectKey(resource, namespace + "\0", ""),
            false);
    return java.util.Collections.unmodifiableCollection(inNamespace.values());
  }

  /** The resources of which there is at least one object, in order. */
  public Set<String> resources() {
    return new LinkedHashSet<>(objects.keySet());
  }

  /** Keys of the objects that name this uid among their ownerReferences, in key order (a copy). */
  public List<ObjectKey> dependentsOf(String ownerUid) {
    TreeSet<ObjectKey> keys = dependents.get(ownerUid);
    return keys == null ? List.of() : List.copyOf(keys);
  }

  /**
   * The Pods bound to this node, in key order; with the empty name, those that are bound to none.
   */
  public List<KubeObject> podsOn(String node) {
    return copy(podsByNode.get(node));
  }

  private static List<KubeObject> copy(TreeMap<ObjectKey, KubeObject> objects) {
    return objects == null ? List.of() : new ArrayList<>(objects.values());
  }

  /** All objects in key order (a copy). */
  public List<KubeObject> all() {
    List<KubeObject> all = new ArrayList<>();
    objects.values().forEach(ofResource -> all.addAll(ofResource.values()));
    return all;
  }

  public int size() {
    int size = 0;
    for (TreeMap<ObjectKey, KubeObject> ofResource : objects.values()) {
      size += ofResource.size();
    }
    return size;
  }

  /**
   * Puts a revision of an object. {@code tree} gets its resourceVersion here.
   *
   * @return the object as it is kept now
   */
  public KubeObject put(long at, String actor, Cause cause, KubeObject object) {
    KubeObject before = get(object.key());
    long next = revision + 1;
    KubeObject after =
        object.edit(
            tree ->
                tree.with(
                    "metadata",
                    tree.object("metadata").with("resourceVersion", Long.toString(next))));
    commit(new Change(next, at, actor, cause, before, after));
    return after;
  }

  /**
   * Removes the object, which must be there. The last revision is given as it is to be told to
   * watchers.
   */
  public KubeObject remove(long at, String actor, Cause cause, KubeObject last) {
    long next = revision + 1;
    KubeObject gone =
        last.edit(
            tree ->
                tree.with(
                    "metadata",
                    tree.object("metadata").with("resourceVersion", Long.toString(next))));
    commit(new Change(next, at, actor, cause, gone, null));
    return gone;
  }

  private void commit(Change change) {
    revision = change.revision();
    KubeObject known = get(change.key());
    if (known != null) {
      unindex(known);
    }
    if (change.isRemoval()) {
      if (known == null) {
        throw new IllegalStateException("removed what is not there: " + change.key());
      }
      TreeMap<ObjectKey, KubeObject> ofResource = objects.get(change.key().resource());
      ofResource.remove(change.key());
      if (ofResource.isEmpty()) {
        objects.remove(change.key().resource());
      }
    } else {
      objects
          .computeIfAbsent(change.key().resource(), resource -> new TreeMap<>())
          .put(change.key(), change.after());
      index(change.after());
    }
    log.add(change);
    while (log.size() > mostChanges) {
      compacted = log.poll().revision();
    }
    for (Consumer<Change> listener : List.copyOf(listeners)) {
      listener.accept(change);
    }
  }

  private void index(KubeObject object) {
    for (Object reference : object.metadata().array("ownerReferences")) {
      if (reference instanceof dev.kubarium.cluster.object.JsonObject owner) {
        dependents
            .computeIfAbsent(owner.string("uid", ""), uid -> new TreeSet<>())
            .add(object.key());
      }
    }
    String controller = OwnerReferences.controllerUid(object);
    if (controller.isEmpty()) {
      orphans
          .computeIfAbsent(object.key().resource(), resource -> new TreeSet<>())
          .add(object.key());
    } else {
      controlled.computeIfAbsent(controller, uid -> new TreeMap<>()).put(object.key(), object);
    }
    if (object.key().resource().equals("pods")) {
      podsByNode
          .computeIfAbsent(object.spec().string("nodeName", UNSCHEDULED), node -> new TreeMap<>())
          .put(object.key(), object);
    }
  }

  private void unindex(KubeObject object) {
    for (Object reference : object.metadata().array("ownerReferences")) {
      if (reference instanceof dev.kubarium.cluster.object.JsonObject owner) {
        forget(dependents, owner.string("uid", ""), object.key());
      }
    }
    String controller = OwnerReferences.controllerUid(object);
    if (controller.isEmpty()) {
      forget(orphans, object.key().resource(), object.key());
    } else {
      forgetObject(controlled, controller, object.key());
    }
    if (object.key().resource().equals("pods")) {
      forgetObject(podsByNode, object.spec().string("nodeName", UNSCHEDULED), object.key());
    }
  }

  private static void forget(Map<String, TreeSet<ObjectKey>> index, String at, ObjectKey key) {
    TreeSet<ObjectKey> keys = index.get(at);
    if (keys != null && keys.remove(key) && keys.isEmpty()) {
      index.remove(at);
    }
  }

  private static void forgetObject(
      Map<String, TreeMap<ObjectKey, KubeObject>> index, String at, ObjectKey key) {
    TreeMap<ObjectKey, KubeObject> objects = index.get(at);
    if (objects != null && objects.remove(key) != null && objects.isEmpty()) {
      index.remove(at);
    }
  }

  /** Objects that name this controller uid, in key order (a copy). */
  public List<KubeObject> controlledBy(String controllerUid) {
    return copy(controlled.get(controllerUid));
  }

  /** The objects of a resource in one namespace that no controller owns, in key order (a copy). */
  public List<KubeObject> withoutController(String resource, String namespace) {
    TreeSet<ObjectKey> keys = orphans.get(resource);
    if (keys == null) {
      return List.of();
    }
    List<KubeObject> found = new ArrayList<>();
    for (ObjectKey key :
        keys.subSet(
            new ObjectKey(resource, namespace, ""),
            new ObjectKey(resource, namespace + "\0", ""))) {
      found.add(get(key));
    }
    return found;
  }

  /** Hears of every change from now on; {@code run()} on the answer to stop. */
  public Runnable onChange(Consumer<Change> listener) {
    listeners.add(listener);
    return () -> listeners.remove(listener);
  }

  /** The last change that fell out of the log; changes after it can be had. */
  public long compacted() {
    return compacted;
  }

  /** Forgets the log up to now: the changes from here on can be had. */
  public void compact() {
    log.clear();
    compacted = revision;
  }

  /**
   * The changes after this revision, oldest first. Throws {@link CompactedException} where the log
   * is too short.
   */
  public List<Change> changesSince(long since) {
    if (since < compacted) {
      throw new CompactedException(since, compacted);
    }
    if (since >= revision) {
      return List.of();
    }
    List<Change> changes = new ArrayList<>();
    for (Iterator<Change> newestFirst = log.descendingIterator(); newestFirst.hasNext(); ) {
      Change change = newestFirst.next();
      if (change.revision() <= since) {
        break;
      }
      changes.add(change);
    }
    java.util.Collections.reverse(changes);
    return changes;
  }

  /** All objects as they were at a revision that the log still reaches, in key order. */
  public List<KubeObject> at(long asked) {
    TreeMap<ObjectKey, KubeObject> then = new TreeMap<>();
    all().forEach(object -> then.put(object.key(), object));
    List<Change> since = changesSince(asked);
    for (int i = since.size() - 1; i >= 0; i--) {
      Change change = since.get(i);
      if (change.isCreation()) {
        then.remove(change.key());
      } else {
        then.put(change.key(), change.before());
      }
    }
    return new ArrayList<>(then.values());
  }

  /**
   * Fills an empty store with what a snapshot holds; nobody hears of it, and the log begins here.
   */
  public void restore(long at, Collection<KubeObject> snapshot) {
    if (revision != 0) {
      throw new IllegalStateException("a store is restored only while it is empty");
    }
    for (KubeObject object : snapshot) {
      objects
          .computeIfAbsent(object.key().resource(), resource -> new TreeMap<>())
          .put(object.key(), object);
      index(object);
    }
    revision = at;
    compacted = at;
  }
}
