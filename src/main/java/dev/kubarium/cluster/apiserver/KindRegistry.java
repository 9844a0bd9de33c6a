package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The kinds that a cluster serves: the built-in ones, and those that its CustomResourceDefinitions add. */
public final class KindRegistry {

  /** A served kind: its rules, and its conversion where it is not the stored version. */
  public record Served(Kind kind, KindRules rules, Conversion conversion) {

    /** The stored object as this version shows it. */
    public KubeObject fromStored(KubeObject stored) {
      return conversion == null ? stored : KubeObject.of(kind, conversion.fromStored(stored.tree()));
    }
  }

  /** group/version/plural → served kind. */
  private final TreeMap<String, Served> served = new TreeMap<>();

  /** apiVersion, kind → served kind. */
  private final Map<String, Served> byName = new HashMap<>();

  public KindRegistry(List<KindRules> rules) {
    rules.forEach(this::add);
  }

  public void add(KindRules rules) {
    put(new Served(rules.kind(), rules, null));
    for (Conversion conversion : rules.otherVersions()) {
      put(new Served(conversion.kind(), rules, conversion));
    }
  }

  public void remove(Kind kind) {
    served.remove(address(kind.group(), kind.version(), kind.plural()));
    byName.remove(kind.apiVersion() + " " + kind.name());
  }

  private void put(Served kind) {
    served.put(address(kind.kind().group(), kind.kind().version(), kind.kind().plural()), kind);
    byName.put(kind.kind().apiVersion() + " " + kind.kind().name(), kind);
  }

  private static String address(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }

  /** The kind served at this address, if there is one. */
  public Optional<Served> find(String group, String version, String plural) {
    return Optional.ofNullable(served.get(address(group, version, plural)));
  }

  /** The kind that objects of this apiVersion and kind have, if it is served. */
  public Optional<Served> findByName(String apiVersion, String kindName) {
    return Optional.ofNullable(byName.get(apiVersion + " " + kindName));
  }

  /** The kind, which must be served. */
  public Served get(Kind kind) {
    Served found = served.get(address(kind.group(), kind.version(), kind.plural()));
    if (found == null) {
      throw new ApiException(
          404, "NotFound", "the server could not find the requested resource", dev.kubarium.cluster.object.JsonObject.EMPTY);
    }
    return found;
  }

  /** All served kinds by group, version and plural; the core group first. */
  public List<Served> all() {
    List<Served> all = new ArrayList<>(served.values());
    all.sort(
        Comparator.comparing((Served each) -> each.kind().group())
            .thenComparing(each -> each.kind().version())
            .thenComparing(each -> each.kind().plural()));
    return all;
  }
}
