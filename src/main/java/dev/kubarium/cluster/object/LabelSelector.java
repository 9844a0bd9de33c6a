package dev.kubarium.cluster.object;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Chooses objects by their labels: equality and sets.
 *
 * <p>Models: apimachinery pkg/labels
 */
public final class LabelSelector {

  /** The operators, with the names that a manifest's matchExpressions have. */
  public enum Operator {
    IN("In"),
    NOT_IN("NotIn"),
    EXISTS("Exists"),
    DOES_NOT_EXIST("DoesNotExist"),
    GREATER_THAN("Gt"),
    LESS_THAN("Lt");

    private final String word;

    Operator(String word) {
      this.word = word;
    }

    /** {@code null} where there is no such operator. */
    public static Operator of(String word) {
      return Arrays.stream(values())
          .filter(each -> each.word.equals(word))
          .findFirst()
          .orElse(null);
    }
  }

  /**
   * One condition; {@code values} are in alphabetical order. {@code equality} only changes how it
   * is printed.
   */
  public record Requirement(String key, Operator operator, List<String> values, boolean equality) {

    public boolean matches(JsonObject labels) {
      String value = labels.string(key);
      return switch (operator) {
        case IN -> value != null && values.contains(value);
        case NOT_IN -> value == null || !values.contains(value);
        case EXISTS -> value != null;
        case DOES_NOT_EXIST -> value == null;
        case GREATER_THAN -> compare(value) > 0;
        case LESS_THAN -> compare(value) < 0;
      };
    }

    private int compare(String value) {
      if (value == null) {
        return 0;
      }
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.get(0)));
      } catch (NumberFormatException noNumber) {
        return 0;
      }
    }

    @Override
    public String toString() {
      return switch (operator) {
        case IN ->
            equality ? key + "=" + values.get(0) : key + " in (" + String.join(",", values) + ")";
        case NOT_IN ->
            equality
                ? key + "!=" + values.get(0)
                : key + " notin (" + String.join(",", values) + ")";
        case EXISTS -> key;
        case DOES_NOT_EXIST -> "!" + key;
        case GREATER_THAN -> key + ">" + values.get(0);
        case LESS_THAN -> key + "<" + values.get(0);
      };
    }
  }

  public static final LabelSelector EVERYTHING = new LabelSelector(List.of(), false);
  public static final LabelSelector NOTHING = new LabelSelector(List.of(), true);

  private static final String KEY = "[A-Za-z0-9]([-A-Za-z0-9_./]*[A-Za-z0-9])?";
  private static final String VALUE = "([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?";
  private static final Pattern EQUALITY =
      Pattern.compile("(" + KEY + ")\\s*(==|=|!=)\\s*(" + VALUE + ")");
  private static final Pattern COMPARISON =
      Pattern.compile("(" + KEY + ")\\s*([<>])\\s*(-?[0-9]+)");
  private static final Pattern SET =
      Pattern.compile("(" + KEY + ")\\s+(in|notin)\\s*\\(([^()]*)\\)");
  private static final Pattern PRESENCE = Pattern.compile("(!?)\\s*(" + KEY + ")");

  private final List<Requirement> requirements;
  private final boolean nothing;

  private LabelSelector(List<Requirement> requirements, boolean nothing) {
    this.requirements = requirements;
    this.nothing = nothing;
  }

  /**
   * From a query, e.g. {@code app=web,tier in (a,b),!old}. Throws IllegalArgumentException saying
   * what is wrong.
   */
  public static LabelSelector parse(String text) {
    List<Requirement> requirements = new ArrayList<>();
    if (text.isBlank()) {
      return EVERYTHING;
    }
    for (String part : parts(text)) {
      requirements.add(requirement(part.strip(), text));
    }
    return new LabelSelector(requirements, false);
  }

  /** Splits at commas that stand outside brackets. */
  private static List<String> parts(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(from, i));
        from = i + 1;
      }
    }
    parts.add(text.substring(from));
    return parts;
  }

  private static Requirement requirement(String part, String whole) {
    Matcher equality = EQUALITY.matcher(part);
    if (equality.matches()) {
      Operator operator = equality.group(3).equals("!=") ? Operator.NOT_IN : Operator.IN;
      return new Requirement(equality.group(1), operator, List.of(equality.group(4)), true);
    }
    Matcher comparison = COMPARISON.matcher(part);
    if (comparison.matches()) {
      Operator operator =
          comparison.group(3).equals(">") ? Operator.GREATER_THAN : Operator.LESS_THAN;
      return new Requirement(comparison.group(1), operator, List.of(comparison.group(4)), false);
    }
    Matcher set = SET.matcher(part);
    if (set.matches()) {
      List<String> values =
          Arrays.stream(set.group(4).split(",", -1)).map(String::strip).sorted().toList();
      Operator operator = set.group(3).equals("in") ? Operator.IN : Operator.NOT_IN;
      return new Requirement(set.group(1), operator, values, false);
    }
    Matcher presence = PRESENCE.matcher(part);
    if (presence.matches()) {
      Operator operator = presence.group(1).isEmpty() ? Operator.EXISTS : Operator.DOES_NOT_EXIST;
      return new Requirement(presence.group(2), operator, List.of(), false);
    }
    throw new IllegalArgumentException(
        part.isEmpty()
            ? "found '', expected: !, identifier, or 'end of string'"
            : "unable to parse requirement: found '" + part + "' in '" + whole + "'");
  }

  /**
   * From a map of equal labels, e.g. a Service's selector. The empty map takes nothing, as a
   * Service's does.
   */
  public static LabelSelector ofMap(JsonObject labels) {
    if (labels.isEmpty()) {
      return NOTHING;
    }
    return new LabelSelector(equalities(labels), false);
  }

  /**
   * From a manifest's labelSelector ({@code matchLabels}, {@code matchExpressions}). The empty one
   * takes everything.
   */
  public static LabelSelector of(JsonObject selector) {
    List<Requirement> requirements = equalities(selector.object("matchLabels"));
    for (JsonObject expression : selector.array("matchExpressions").objects()) {
      Operator operator = Operator.of(expression.string("operator", ""));
      if (operator != null) {
        requirements.add(
            new Requirement(
                expression.string("key", ""),
                operator,
                expression.array("values").strings().stream().sorted().toList(),
                false));
      }
    }
    return new LabelSelector(requirements, false);
  }

  private static List<Requirement> equalities(JsonObject labels) {
    List<Requirement> requirements = new ArrayList<>();
    new TreeMap<>(labels.strings())
        .forEach(
            (key, value) ->
                requirements.add(new Requirement(key, Operator.IN, List.of(value), true)));
    return requirements;
  }

  public boolean matches(JsonObject labels) {
    if (nothing) {
      return false;
    }
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  /** Whether it has no condition: it then takes everything, or nothing. */
  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  public List<Requirement> requirements() {
    return List.copyOf(requirements);
  }

  /** As the API writes it, by keys: {@code app=web,tier in (a,b)}. */
  @Override
  public String toString() {
    return String.join(
        ",",
        requirements.stream()
            .sorted(java.util.Comparator.comparing(Requirement::key))
            .map(Requirement::toString)
            .toList());
  }
}
