package dev.kubarium.graph;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.OwnerReferences;
import dev.kubarium.cluster.object.Pods;
import dev.kubarium.cluster.object.Quantities;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The drawing of one cluster: nodes, edges and the story, kept up with each change. Whoever saw it
 * at a revision can ask for what is different since.
 */
public final class Graph {

  private static final int MOST_LINES = 600;
  private static final int MOST_GONE = 5_000;

  private record Gone(long revision, String id) {}

  /** resource → key → drawn object. */
  private final Map<String, TreeMap<ObjectKey, KubeObject>> drawn = new TreeMap<>();

  private final Map<String, KubeObject> byUid = new HashMap<>();

  /** uid → the revision at which its picture last changed. */
  private final Map<String, Long> touched = new HashMap<>();

  /** uid → id of each edge that begins there, as the browser has it → the edge. */
  private final Map<String, Map<String, JsonObject>> edges = new HashMap<>();

  /** id of an edge → the revision at which it came. */
  private final Map<String, Long> edgeSince = new HashMap<>();

  /** key → keys of the objects that point at it by name or select it: their edges depend on it. */
  private final Map<ObjectKey, Set<ObjectKey>> pointedAtBy = new HashMap<>();

  private final Map<String, Integer> podsOf = new HashMap<>();
  private final Deque<Gone> goneNodes = new ArrayDeque<>();
  private final Deque<Gone> goneEdges = new ArrayDeque<>();
  private final Deque<StoryLine> story = new ArrayDeque<>();
  private final Set<ObjectKey> staleEdges = new LinkedHashSet<>();
  private final Set<String> people;
  private final Edges pointing = new Edges(this::known);
  private final Narrator narrator = new Narrator(byUid::get, uid -> podsOf.getOrDefault(uid, 0));
  private long revision;
  private long eventsRevision;
  private long oldestGone;

  /** {@code people}: the actors whose changes are told as the learner's own. */
  public Graph(Collection<String> people) {
    this.people = new LinkedHashSet<>(people);
  }

  /** Learns of an object that is there, without a story. */
  public void know(KubeObject object) {
    revision = Math.max(revision, object.revision());
    oldestGone = revision;
    put(object, object.revision());
  }

  /** Follows one change. */
  public void hear(Change change) {
    revision = change.revision();
    if (change.kind().equals(Kinds.EVENT)) {
      eventsRevision = revision;
      return;
    }
    StoryLine line = narrator.tell(change, isPerson(change.actor()));
    if (line != null) {
      story.add(line);
      if (story.size() > MOST_LINES) {
        story.poll();
      }
    }
    if (change.before() != null) {
      count(change.before(), -1);
    }
    if (change.after() == null) {
      remove(change.before());
    } else {
      put(change.after(), revision);
    }
  }

  private boolean isPerson(String actor) {
    return people.contains(actor) || !actor.contains("-controller") && !isComponent(actor);
  }

  private static boolean isComponent(String actor) {
    return actor.startsWith("kubelet/")
        || actor.equals("default-scheduler")
        || actor.endsWith("-collector")
        || actor.endsWith("-provisioner")
        || actor.endsWith("-finalizer")
        || actor.startsWith("kube-")
        || actor.equals("replicationcontroller");
  }

  private void count(KubeObject object, int by) {
    if (object.kind().equals(Kinds.POD) && Pods.isActive(object)) {
      podsOf.merge(OwnerReferences.controllerUid(object), by, Integer::sum);
    }
  }

  private void put(KubeObject object, long at) {
    count(object, 1);
    if (!Drawing.shows(object)) {
      return;
    }
    KubeObject before =
        drawn
            .computeIfAbsent(object.key().resource(), key -> new TreeMap<>())
            .put(object.key(), object);
    if (before != null && !before.uid().equals(object.uid())) {
      forget(before, at);
    }
    byUid.put(object.uid(), object);
    touched.put(object.uid(), at);
    staleEdges.add(object.key());
    boolean appeared = before == null || !before.uid().equals(object.uid());
    if (appeared) {
      staleEdges.addAll(pointedAtBy.getOrDefault(object.key(), Set.of()));
    }
    if (object.kind().equals(Kinds.POD)) {
      podChanged(before, object, at);
    }
  }

  private void podChanged(KubeObject before, KubeObject after, long at) {
    KubeObject pod = after == null ? before : after;
    boolean relabelled = before == null || after == null || !before.labels().equals(after.labels());
    if (relabelled) {
      for (Kind kind : List.of(Kinds.SERVICE, Kinds.NETWORK_POLICY, Kinds.POD_DISRUPTION_BUDGET)) {
        for (KubeObject selecting : known(kind)) {
          if (selecting.namespace().equals(pod.namespace())) {
            staleEdges.add(selecting.key());
          }
        }
      }
    }
    String node = Pods.nodeName(pod);
    boolean load =
        before == null
            || after == null
            || !Pods.nodeName(before).equals(node)
            || Pods.isFinished(before) != Pods.isFinished(after);
    KubeObject on = load && !node.isEmpty() ? find(ObjectKey.of(Kinds.NODE, "", node)) : null;
    if (on != null) {
      touched.put(on.uid(), at);
    }
  }

  private void remove(KubeObject object) {
    TreeMap<ObjectKey, KubeObject> ofKind = drawn.get(object.key().resource());
    KubeObject known = ofKind == null ? null : ofKind.remove(object.key());
    if (known != null) {
      forget(known, revision);
      if (known.kind().equals(Kinds.POD)) {
        podChanged(known, null, revision);
      }
      staleEdges.addAll(pointedAtBy.getOrDefault(known.key(), Set.of()));
    }
  }

  private void forget(KubeObject object, long at) {
    byUid.remove(object.uid());
    touched.remove(object.uid());
    gone(goneNodes, at, object.uid());
    staleEdges.remove(object.key());
    for (String id : edges.getOrDefault(object.uid(), Map.of()).keySet()) {
      edgeSince.remove(id);
      gone(goneEdges, at, id);
    }
    edges.remove(object.uid());
  }

  private void gone(Deque<Gone> list, long at, String id) {
    list.add(new Gone(at, id));
    if (list.size() > MOST_GONE) {
      oldestGone = Math.max(oldestGone, list.poll().revision());
    }
  }

  private Collection<KubeObject> known(Kind kind) {
    TreeMap<ObjectKey, KubeObject> ofKind = drawn.get(kind.resource());
    return ofKind == null ? List.of() : ofKind.values();
  }

  private KubeObject find(ObjectKey key) {
    TreeMap<ObjectKey, KubeObject> ofKind = drawn.get(key.resource());
    return ofKind == null ? null : ofKind.get(key);
  }

  /**
   * Draws the edges anew that may have changed; done once before somebody looks, not at every
   * change.
   */
  private void refreshEdges() {
    List<ObjectKey> stale = new ArrayList<>(staleEdges);
    staleEdges.clear();
    for (ObjectKey key : stale) {
      KubeObject from = find(key);
      if (from != null) {
        redraw(from);
      }
    }
  }

  private void redraw(KubeObject from) {
    Map<String, JsonObject> fresh = new LinkedHashMap<>();
    String owner = OwnerReferences.controllerUid(from);
    if (!owner.isEmpty() && byUid.containsKey(owner)) {
      add(fresh, owner, from.uid(), "owns");
    }
    for (Edges.Edge edge : pointing.of(from)) {
      if (!edge.kind().equals("selects")) {
        pointedAtBy.computeIfAbsent(edge.to(), key -> new LinkedHashSet<>()).add(from.key());
      }
      KubeObject to = find(edge.to());
      if (to != null) {
        add(fresh, from.uid(), to.uid(), edge.kind());
      }
    }
    Map<String, JsonObject> before = edges.getOrDefault(from.uid(), Map.of());
    for (String id : before.keySet()) {
      if (!fresh.containsKey(id)) {
        edgeSince.remove(id);
        gone(goneEdges, revision, id);
      }
    }
    for (String id : fresh.keySet()) {
      edgeSince.putIfAbsent(id, revision);
    }
    edges.put(from.uid(), fresh);
  }

  private static void add(Map<String, JsonObject> edges, String from, String to, String kind) {
    String id = from + ">" + to + ":" + kind;
    edges.put(id, JsonObject.of("id", id, "from", from, "to", to, "kind", kind));
  }

  /** The revision of the last change that was heard. */
  public long revision() {
    return revision;
  }

  /** Whether {@link #since} can tell what is different since this revision. */
  public boolean reaches(long since) {
    return since >= oldestGone && since <= revision;
  }

  /** All that is drawn now: {@code nodes}, {@code edges}, {@code story}, {@code marks}. */
  public JsonObject whole(Locale locale) {
    refreshEdges();
    Words words = Words.of(locale);
    List<JsonObject> nodes = new ArrayList<>();
    drawn
        .values()
        .forEach(ofKind -> ofKind.values().forEach(object -> nodes.add(draw(object, words))));
    List<JsonObject> all = new ArrayList<>();
    edges.values().forEach(ofNode -> all.addAll(ofNode.values()));
    return JsonObject.of(
        "nodes", JsonArray.copyOf(nodes),
        "edges", JsonArray.copyOf(all),
        "story", lines(0, words),
        "marks", marks(0, words));
  }

  /**
   * What is different since a revision: {@code put}, {@code gone}, {@code story}, {@code marks},
   * {@code events}.
   */
  public JsonObject since(long since, Locale locale) {
    refreshEdges();
    Words words = Words.of(locale);
    List<JsonObject> nodes = new ArrayList<>();
    drawn
        .values()
        .forEach(
            ofKind ->
                ofKind
                    .values()
                    .forEach(
                        object -> {
                          if (touched.getOrDefault(object.uid(), 0L) > since) {
                            nodes.add(draw(object, words));
                          }
                        }));
    List<JsonObject> freshEdges = new ArrayList<>();
    edges
        .values()
        .forEach(
            ofNode ->
                ofNode.forEach(
                    (id, edge) -> {
                      if (edgeSince.getOrDefault(id, 0L) > since) {
                        freshEdges.add(edge);
                      }
                    }));
    return JsonObject.of(
        "put",
            JsonObject.of("nodes", JsonArray.copyOf(nodes), "edges", JsonArray.copyOf(freshEdges)),
        "gone",
            JsonObject.of(
                "nodes", goneSince(goneNodes, since), "edges", goneSince(goneEdges, since)),
        "story", lines(since, words),
        "marks", marks(since, words),
        "events", eventsRevision > since);
  }

  private JsonArray goneSince(Deque<Gone> list, long since) {
    List<String> ids = new ArrayList<>();
    for (Gone each : list) {
      boolean back = byUid.containsKey(each.id()) || edgeSince.containsKey(each.id());
      if (each.revision() > since && !back) {
        ids.add(each.id());
      }
    }
    return JsonArray.copyOf(ids);
  }

  private JsonObject draw(KubeObject object, Words words) {
    String on = object.kind().equals(Kinds.POD) ? Pods.nodeName(object) : "";
    KubeObject node = on.isEmpty() ? null : find(ObjectKey.of(Kinds.NODE, "", on));
    JsonObject requested = object.kind().equals(Kinds.NODE) ? requestedOn(object) : null;
    return Drawing.node(object, node == null ? null : node.uid(), requested, words);
  }

  private JsonObject requestedOn(KubeObject node) {
    long cpu = 0;
    long memory = 0;
    long pods = 0;
    for (KubeObject pod : known(Kinds.POD)) {
      if (Pods.nodeName(pod).equals(node.name()) && !Pods.isFinished(pod)) {
        pods++;
        for (JsonObject container : pod.spec().array("containers").objects()) {
          JsonObject requests = container.object("resources").object("requests");
          cpu += requests.has("cpu") ? Quantities.milli(requests.get("cpu")) : 0;
          memory += requests.has("memory") ? Quantities.value(requests.get("memory")) : 0;
        }
      }
    }
    return JsonObject.of("cpuMilli", cpu, "memory", memory, "pods", pods);
  }

  private JsonArray lines(long since, Words words) {
    return JsonArray.copyOf(
        story.stream()
            .filter(line -> line.revision() > since)
            .map(line -> line.json(words))
            .toList());
  }

  private JsonArray marks(long since, Words words) {
    return JsonArray.copyOf(
        story.stream()
            .filter(line -> line.revision() > since && line.mark() != null)
            .map(line -> line.markJson(words))
            .toList());
  }

  /** The story of one object: its own lines, and those of what caused them. */
  public JsonArray storyOf(String uid, Locale locale) {
    Map<Long, StoryLine> byRevision = new TreeMap<>();
    story.forEach(line -> byRevision.put(line.revision(), line));
    TreeMap<Long, StoryLine> told = new TreeMap<>();
    for (StoryLine line : story) {
      if (line.objects().contains(uid)) {
        for (StoryLine each = line; each != null && told.put(each.revision(), each) == null; ) {
          each = byRevision.get(each.cause());
        }
      }
    }
    Words words = Words.of(locale);
    return JsonArray.copyOf(told.values().stream().map(line -> line.json(words)).toList());
  }
}
