package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.object.Change;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * ConfigMaps and Secrets as they were a short while ago: the files made of them follow a change
 * only when the kubelet looks at the Pod next, and stay as they are where their source is deleted.
 *
 * <p>Left out: a restore forgets it, so a change that was not mounted yet shows at once.
 */
final class RecentVersions {

  /** Longer than any kubelet takes to look at a Pod again. */
  private static final long KEPT = 180_000;

  private static final int MOST_KEYS = 400;

  /** Until then it was this; {@code null}: there was none. */
  private record Superseded(long until, KubeObject was) {}

  private final Map<ObjectKey, Deque<Superseded>> past =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ObjectKey, Deque<Superseded>> eldest) {
          return size() > MOST_KEYS;
        }
      };

  void hear(Change change) {
    Deque<Superseded> versions = past.computeIfAbsent(change.key(), fresh -> new ArrayDeque<>(2));
    while (!versions.isEmpty() && versions.peek().until() < change.at() - KEPT) {
      versions.poll();
    }
    versions.add(new Superseded(change.at(), change.before()));
  }

  /** The object as it was at a time; {@code now} is what it is now, or {@code null}. */
  KubeObject asOf(ObjectKey key, KubeObject now, long time) {
    Deque<Superseded> versions = past.get(key);
    if (versions == null) {
      return now;
    }
    for (Superseded version : versions) {
      if (version.until() > time) {
        return version.was();
      }
    }
    return now != null ? now : versions.getLast().was();
  }
}
