package dev.kubarium.web.kubernetes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Fields that a JSON text gives twice, which a tree no longer shows. */
final class DuplicateFields {

  private static final JsonFactory FACTORY = new JsonFactory();

  private final List<String> found = new ArrayList<>();

  private DuplicateFields() {}

  /**
   * {@code duplicate field "spec.replicas"} for each, in the order of the text, which must be JSON.
   */
  static List<String> of(byte[] json) {
    DuplicateFields duplicates = new DuplicateFields();
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
      parser.nextToken();
      duplicates.value(parser, "");
    }
    return duplicates.found;
  }

  private void value(JsonParser parser, String path) {
    if (parser.currentToken() == JsonToken.START_OBJECT) {
      Set<String> seen = new HashSet<>();
      while (parser.nextToken() != JsonToken.END_OBJECT) {
        String field = path.isEmpty() ? parser.currentName() : path + "." + parser.currentName();
        if (!seen.add(parser.currentName())) {
          found.add("duplicate field \"" + field + "\"");
        }
        parser.nextToken();
        value(parser, field);
      }
    } else if (parser.currentToken() == JsonToken.START_ARRAY) {
      for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
        value(parser, path + "[" + i + "]");
      }
    }
  }
}
