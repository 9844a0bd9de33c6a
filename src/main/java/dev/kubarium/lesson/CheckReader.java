package dev.kubarium.lesson;

import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.lesson.check.Absent;
import dev.kubarium.lesson.check.All;
import dev.kubarium.lesson.check.Any;
import dev.kubarium.lesson.check.Check;
import dev.kubarium.lesson.check.Deed;
import dev.kubarium.lesson.check.Exists;
import dev.kubarium.lesson.check.Field;
import dev.kubarium.lesson.check.FieldTest;
import dev.kubarium.lesson.check.Happened;
import dev.kubarium.lesson.check.Logs;
import dev.kubarium.lesson.check.Never;
import dev.kubarium.lesson.check.Predicted;
import dev.kubarium.lesson.check.Ran;
import dev.kubarium.lesson.check.Reaches;
import dev.kubarium.lesson.check.Ready;
import dev.kubarium.lesson.check.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.PatternSyntaxException;

/**
 * Reads checks and what they are about. Where something is wrong it names the fault and goes on
 * with a check that fails.
 */
final class CheckReader {

  private static final String[] WORDS = {
    "exists",
    "absent",
    "field",
    "ready",
    "reaches",
    "logs",
    "ran",
    "happened",
    "never",
    "predicted",
    "all",
    "any"
  };
  private static final String[] TARGET = {"kind", "namespace", "name", "selector", "of", "where"};

  /** Name → kind. */
  private final Map<String, Kind> kinds;

  CheckReader(Map<String, Kind> kinds) {
    this.kinds = kinds;
  }

  /** The check under a key of a mapping. {@code id} tells it from all others of the lesson. */
  Check read(Fields from, String key, String id) {
    if (!from.has(key)) {
      from.fault("", "fault.missing", key);
      return new Any(List.of());
    }
    return check(from.inner(key), id);
  }

  private Check check(Fields fields, String id) {
    fields.only(WORDS);
    if (fields.keys().size() != 1) {
      fields.fault("", "fault.oneCheck", String.join(", ", WORDS));
      return new Any(List.of());
    }
    String word = fields.keys().getFirst();
    Fields inner =
        word.equals("all") || word.equals("any") || word.equals("predicted")
            ? fields
            : fields.inner(word);
    return switch (word) {
      case "exists" ->
          new Exists(target(inner, "atLeast", "atMost", "count"), least(inner, 1), most(inner));
      case "absent" -> new Absent(target(inner));
      case "field" -> field(inner);
      case "ready" -> ready(inner);
      case "reaches" -> {
        inner.only("from", "url", "contains");
        yield new Reaches(pods(inner.inner("from")), inner.text("url"), inner.text("contains", ""));
      }
      case "logs" -> {
        inner.only("of", "container", "matches");
        yield new Logs(
            pods(inner.inner("of")), inner.text("container", null), pattern(inner, "matches"));
      }
      case "ran" -> ran(inner, id);
      case "happened" -> happened(inner, id);
      case "never" -> never(inner, id);
      case "predicted" -> new Predicted(fields.text("predicted"));
      case "all" -> new All(checks(fields, word, id));
      case "any" -> new Any(checks(fields, word, id));
      default -> new Any(List.of());
    };
  }

  private List<Check> checks(Fields fields, String word, String id) {
    List<Check> checks = new ArrayList<>();
    for (Fields each : fields.list(word)) {
      checks.add(check(each, id + "." + word + checks.size()));
    }
    if (checks.isEmpty()) {
      fields.fault(word, "fault.empty", word);
    }
    return checks;
  }

  private Check field(Fields fields) {
    List<String> known = new ArrayList<>(List.of("path"));
    for (FieldTest.Operator operator : FieldTest.Operator.values()) {
      known.add(operator.word());
    }
    Target target = target(fields, known.toArray(String[]::new));
    return new Field(target, test(fields, fields.text("path"), "path"));
  }

  private static FieldTest test(Fields fields, String path, String place) {
    if (!FieldTest.isPath(path)) {
      fields.fault(place, "fault.path", path);
    }
    FieldTest test = null;
    for (FieldTest.Operator operator : FieldTest.Operator.values()) {
      if (fields.has(operator.word())) {
        if (test != null) {
          fields.fault(operator.word(), "fault.oneOperator");
        }
        test = new FieldTest(path, operator, fields.value(operator.word()));
        if (operator == FieldTest.Operator.MATCHES) {
          pattern(fields, operator.word());
        }
      }
    }
    if (test == null) {
      fields.fault("", "fault.oneOperator");
      return new FieldTest("metadata", FieldTest.Operator.IS_SET, false);
    }
    return test;
  }

  private Check ready(Fields fields) {
    Target target = target(fields, "atLeast", "atMost", "count", "fewerThan");
    if (fields.has("fewerThan")) {
      return new Ready(target, 0L, fields.number("fewerThan", 1) - 1);
    }
    boolean says = fields.has("atLeast") || fields.has("count");
    Long least = says ? (Long) least(fields, 0) : fields.has("atMost") ? 0L : null;
    return new Ready(target, least, most(fields));
  }

  private static long least(Fields fields, long otherwise) {
    long count = fields.number("count", -1);
    return count >= 0 ? count : fields.number("atLeast", fields.has("atMost") ? 0 : otherwise);
  }

  private static long most(Fields fields) {
    long count = fields.number("count", -1);
    return count >= 0 ? count : fields.number("atMost", Long.MAX_VALUE);
  }

  private Check ran(Fields fields, String id) {
    Target target = target(fields, "phase", "times");
    String phase = fields.text("phase", "Succeeded");
    if (!phase.equals("Succeeded") && !phase.equals("Failed")) {
      fields.fault("phase", "fault.type", "phase", "Succeeded, Failed");
    }
    return new Ran(id, target, phase, fields.number("times", 1));
  }

  private Check happened(Fields fields, String id) {
    if (fields.has("was")) {
      fields.only("was");
      return new Happened(id, null, still(fields, "was", id), 1);
    }
    return new Happened(id, deed(fields, "times"), null, fields.number("times", 1));
  }

  private Check never(Fields fields, String id) {
    fields.only("that", "since");
    Deed since = fields.has("since") ? deed(fields.inner("since")) : null;
    return new Never(id, still(fields, "that", id), since);
  }

  /** A check that is made at every change, so that it may not start anything in a Pod. */
  private Check still(Fields fields, String key, String id) {
    Check check = read(fields, key, id + "." + key);
    if (check.isMovedByTime()) {
      fields.fault(key, "fault.moved", key);
    }
    return check;
  }

  private Deed deed(Fields fields, String... more) {
    List<String> known = new ArrayList<>(List.of(more));
    known.add("by");
    Deed deed = null;
    for (Deed.Act act : Deed.Act.values()) {
      known.add(act.word());
      if (fields.has(act.word())) {
        boolean person = fields.text("by", "").equals("you");
        deed = new Deed(act, target(fields.inner(act.word())), person);
      }
    }
    if (fields.has("by") && !fields.text("by", "").equals("you")) {
      fields.fault("by", "fault.type", "by", "you");
    }
    fields.only(known.toArray(String[]::new));
    if (deed == null) {
      fields.fault("", "fault.deed");
      return new Deed(Deed.Act.CREATED, nothing(), false);
    }
    return deed;
  }

  // ── What checks are about ──

  private static Target nothing() {
    return new Target(Kinds.POD, "default", "", LabelSelector.NOTHING, null, List.of());
  }

  private Target pods(Fields fields) {
    if (fields.keys().isEmpty()) {
      fields.fault("", "fault.missing", "kind");
      return nothing();
    }
    Target target = target(fields);
    if (!target.kind().equals(Kinds.POD)) {
      fields.fault("kind", "fault.type", "kind", "Pod");
    }
    return target;
  }

  /** The target of a mapping that may hold these further fields. */
  Target target(Fields fields, String... more) {
    List<String> known = new ArrayList<>(List.of(TARGET));
    known.addAll(List.of(more));
    fields.only(known.toArray(String[]::new));
    Kind kind = kinds.get(fields.text("kind"));
    if (kind == null) {
      if (fields.has("kind")) {
        fields.fault("kind", "fault.kind", fields.text("kind", ""));
      }
      kind = Kinds.POD;
    }
    String namespace = kind.namespaced() ? fields.text("namespace", "default") : "";
    return new Target(
        kind,
        namespace.equals("*") ? "" : namespace,
        fields.text("name", null),
        selector(fields),
        owner(fields),
        where(fields));
  }

  private static LabelSelector selector(Fields fields) {
    try {
      return LabelSelector.parse(fields.text("selector", ""));
    } catch (IllegalArgumentException broken) {
      fields.fault("selector", "fault.yaml", broken.getMessage());
      return LabelSelector.NOTHING;
    }
  }

  private String owner(Fields fields) {
    String owner = fields.text("of", null);
    if (owner != null
        && !(owner.contains("/") && kinds.containsKey(owner.substring(0, owner.indexOf('/'))))) {
      fields.fault("of", "fault.type", "of", "Deployment/name");
    }
    return owner;
  }

  private static List<FieldTest> where(Fields fields) {
    List<FieldTest> tests = new ArrayList<>();
    Fields where = fields.inner("where");
    for (String path : where.keys()) {
      if (where.value(path) instanceof dev.kubarium.cluster.object.JsonObject) {
        tests.add(test(where.inner(path), path, ""));
      } else if (FieldTest.isPath(path)) {
        tests.add(new FieldTest(path, FieldTest.Operator.IS, where.value(path)));
      } else {
        where.fault(path, "fault.path", path);
      }
    }
    return List.copyOf(tests);
  }

  private static String pattern(Fields fields, String key) {
    String pattern = fields.text(key);
    try {
      java.util.regex.Pattern.compile(pattern);
      return pattern;
    } catch (PatternSyntaxException broken) {
      fields.fault(key, "fault.yaml", broken.getDescription());
      return "";
    }
  }
}
