package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.KubeObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The kinds that a cluster serves: the built-in ones, and those that its CustomResourceDefinitions
 * add.
 */
public final class KindRegistry {

  /** A served kind: its rules, and its conversion where it is not the stored version. */
  public record Served(Kind kind, KindRules rules, Conversion conversion) {

    /** The stored object as this version shows it. */
    public KubeObject fromStored(KubeObject stored) {
      return conversion == null
          ? stored
          : KubeObject.of(kind, conversion.fromStored(stored.tree()));
    }
  }

  /** The built-in kinds. */
  private final Table builtIn = new Table();

  private final Supplier<Collection<KubeObject>> definitions;
  private final Function<KubeObject, List<KindRules>> kindsOf;

  /** The definitions of which {@link #table} was made, beside the built-in kinds. */
  private List<KubeObject> known = List.of();

  private Table table = builtIn;

  /**
   * @param rules of the built-in kinds
   * @param definitions the CustomResourceDefinitions as they are now
   * @param kindsOf the kinds that one of them adds
   */
  public KindRegistry(
      List<KindRules> rules,
      Supplier<Collection<KubeObject>> definitions,
      Function<KubeObject, List<KindRules>> kindsOf) {
    rules.forEach(builtIn::add);
    this.definitions = definitions;
    this.kindsOf = kindsOf;
  }

  /** Served kinds by where and by what they are called. The first to take a place keeps it. */
  private static final class Table {

    /** group/version/plural → served kind. */
    final TreeMap<String, Served> byAddress = new TreeMap<>();

    /** apiVersion, kind → served kind. */
    final Map<String, Served> byName = new HashMap<>();

    void add(KindRules rules) {
      put(new Served(rules.kind(), rules, null));
      rules
          .otherVersions()
          .forEach(conversion -> put(new Served(conversion.kind(), rules, conversion)));
    }

    private void put(Served kind) {
      byAddress.putIfAbsent(
          address(kind.kind().group(), kind.kind().version(), kind.kind().plural()), kind);
      byName.putIfAbsent(kind.kind().apiVersion() + " " + kind.kind().name(), kind);
    }
  }

  /** All served kinds; made anew when a definition came, changed or went. */
  private Table table() {
    Collection<KubeObject> now = definitions.get();
    if (now.size() != known.size() || !isKnown(now)) {
      known = List.copyOf(now);
      table = new Table();
      table.byAddress.putAll(builtIn.byAddress);
      table.byName.putAll(builtIn.byName);
      known.forEach(definition -> kindsOf.apply(definition).forEach(table::add));
    }
    return table;
  }

  private boolean isKnown(Collection<KubeObject> now) {
    int i = 0;
    for (KubeObject definition : now) {
      if (definition != known.get(i++)) {
        return false;
      }
    }
    return true;
  }

  private static String address(String group, String version, String plural) {
    return group + "/" + version + "/" + plural;
  }

  /** The kind served at this address, if there is one. */
  public Optional<Served> find(String group, String version, String plural) {
    return Optional.ofNullable(table().byAddress.get(address(group, version, plural)));
  }

  /** The kind that objects of this apiVersion and kind have, if it is served. */
  public Optional<Served> findByName(String apiVersion, String kindName) {
    return Optional.ofNullable(table().byName.get(apiVersion + " " + kindName));
  }

  /** The kind, which must be served. */
  public Served get(Kind kind) {
    Served found = table().byAddress.get(address(kind.group(), kind.version(), kind.plural()));
    if (found == null) {
      throw new ApiException(
          404,
          "NotFound",
          "the server could not find the requested resource",
          dev.kubarium.cluster.object.JsonObject.EMPTY);
    }
    return found;
  }

  /** All served kinds by group, version and plural; the core group first. */
  public List<Served> all() {
    List<Served> all = new ArrayList<>(table().byAddress.values());
    all.sort(
        Comparator.comparing((Served each) -> each.kind().group())
            .thenComparing(each -> each.kind().version())
            .thenComparing(each -> each.kind().plural()));
    return all;
  }
}
