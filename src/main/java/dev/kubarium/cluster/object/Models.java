package dev.kubarium.cluster.object;

import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.util.TokenBuffer;

/** Between JSON trees and the fabric8 model classes. */
public final class Models {

  private static final ObjectMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  private Models() {}

  /** A model object that is the caller's own. */
  public static <T> T fromTree(JsonObject tree, Class<T> type) {
    TokenBuffer buffer = new TokenBuffer(MAPPER._serializationContext(), false);
    Json.write(tree, buffer);
    try (JsonParser parser = buffer.asParser()) {
      return MAPPER.readValue(parser, type);
    }
  }

  /** The tree of a model object, without what is {@code null} or empty in it. */
  public static JsonObject toTree(Object model) {
    TokenBuffer buffer = new TokenBuffer(MAPPER._serializationContext(), false);
    MAPPER.writeValue(buffer, model);
    try (JsonParser parser = buffer.asParser()) {
      parser.nextToken();
      return (JsonObject) Json.read(parser);
    }
  }
}
