package dev.kubarium.lesson;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonNull;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlDocument;
import dev.kubarium.cluster.object.YamlException;
import dev.kubarium.lesson.check.Sentence;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One mapping of a YAML file that knows its place there, so that every fault in it is named with
 * its line.
 */
final class Fields {

  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private final List<Fault> faults;
  private final String file;
  private final YamlDocument document;
  private final String path;
  private final JsonObject object;

  private Fields(
      List<Fault> faults, String file, YamlDocument document, String path, JsonObject object) {
    this.faults = faults;
    this.file = file;
    this.document = document;
    this.path = path;
    this.object = object;
  }

  /** The mapping that a file consists of. */
  static Fields of(List<Fault> faults, String file, String text) {
    YamlDocument document = parsed(faults, file, text);
    if (!(document.value() instanceof JsonObject object)) {
      if (document.value() != JsonNull.NULL || text.isBlank()) {
        faults.add(new Fault(file, document.line(), Sentence.of("fault.mapping")));
      }
      return new Fields(faults, file, document, "", JsonObject.EMPTY);
    }
    return new Fields(faults, file, document, "", object);
  }

  /** The mappings of the list that a file consists of. */
  static List<Fields> listOf(List<Fault> faults, String file, String text) {
    YamlDocument document = parsed(faults, file, text);
    if (!(document.value() instanceof JsonArray array)) {
      if (!text.isBlank() && document.value() != JsonNull.NULL) {
        faults.add(new Fault(file, document.line(), Sentence.of("fault.list")));
      }
      return List.of();
    }
    return new Fields(faults, file, document, "", JsonObject.EMPTY).items("", array);
  }

  private static YamlDocument parsed(List<Fault> faults, String file, String text) {
    try {
      List<YamlDocument> documents = YamlDocument.filled(Yaml.parse(text));
      if (!documents.isEmpty()) {
        return documents.getFirst();
      }
    } catch (YamlException broken) {
      faults.add(new Fault(file, broken.line(), Sentence.of("fault.yaml", broken.getMessage())));
    }
    return new YamlDocument(JsonNull.NULL, 1, new java.util.LinkedHashMap<>());
  }

  private String pathOf(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** Names a fault of a field. */
  void fault(String key, String sentence, Object... arguments) {
    faults.add(new Fault(file, line(key), Sentence.of(sentence, arguments)));
  }

  /** The line at which a field stands. */
  int line(String key) {
    return document.placeOf(key.isEmpty() ? path : pathOf(key)).line();
  }

  /** Names every field but these as unknown. */
  Fields only(String... keys) {
    for (String key : object.keys()) {
      if (!Arrays.asList(keys).contains(key)) {
        fault(key, "fault.unknown", key, String.join(", ", keys));
      }
    }
    return this;
  }

  boolean has(String key) {
    return object.isSet(key);
  }

  Object value(String key) {
    return object.get(key);
  }

  List<String> keys() {
    return object.keys();
  }

  /** A text that must be there. */
  String text(String key) {
    if (!has(key)) {
      fault(has(key) ? key : "", "fault.missing", key);
      return "";
    }
    return text(key, "");
  }

  String text(String key, String otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (object.get(key) instanceof JsonObject || object.get(key) instanceof JsonArray) {
      fault(key, "fault.type", key, "text");
      return otherwise;
    }
    return String.valueOf(object.get(key));
  }

  long number(String key, long otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    if (object.get(key) instanceof Long number) {
      return number;
    }
    fault(key, "fault.type", key, "1, 2, 3 …");
    return otherwise;
  }

  boolean truth(String key) {
    if (has(key) && !(object.get(key) instanceof Boolean)) {
      fault(key, "fault.type", key, "true, false");
    }
    return object.bool(key);
  }

  Duration duration(String key, Duration otherwise) {
    if (!has(key)) {
      return otherwise;
    }
    Matcher matcher = DURATION.matcher(text(key, ""));
    if (!matcher.matches()) {
      fault(key, "fault.type", key, "500ms, 30s, 5m, 1h");
      return otherwise;
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      default -> Duration.ofHours(amount);
    };
  }

  /** The mapping under a key; an empty one where there is none. */
  Fields inner(String key) {
    if (has(key) && !(object.get(key) instanceof JsonObject)) {
      fault(key, "fault.type", key, "a: …");
    }
    return new Fields(faults, file, document, pathOf(key), object.object(key));
  }

  /** The mappings of the list under a key. */
  List<Fields> list(String key) {
    if (has(key) && !(object.get(key) instanceof JsonArray)) {
      fault(key, "fault.type", key, "- …");
    }
    return items(pathOf(key), object.array(key));
  }

  private List<Fields> items(String at, JsonArray array) {
    List<Fields> items = new ArrayList<>();
    for (int i = 0; i < array.size(); i++) {
      String here = at + "[" + i + "]";
      if (array.get(i) instanceof JsonObject item) {
        items.add(new Fields(faults, file, document, here, item));
      } else {
        faults.add(new Fault(file, document.placeOf(here).line(), Sentence.of("fault.mapping")));
      }
    }
    return items;
  }

  /** The texts of the list under a key. */
  List<String> texts(String key) {
    if (has(key) && !(object.get(key) instanceof JsonArray)) {
      fault(key, "fault.type", key, "- …");
    }
    return object.array(key).strings();
  }

  /** The same in both languages. */
  Bilingual both(String key) {
    Fields inner = inner(key);
    if (!has(key)) {
      fault("", "fault.missing", key);
      return new Bilingual("", "");
    }
    inner.only("fr", "en");
    return new Bilingual(inner.text("fr"), inner.text("en"));
  }

  JsonObject tree(String key) {
    return object.object(key);
  }
}
