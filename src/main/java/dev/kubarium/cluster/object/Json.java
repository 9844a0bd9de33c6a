package dev.kubarium.cluster.object;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/** JSON text and JSON trees. */
public final class Json {

  private static final JsonFactory FACTORY = new JsonFactory();

  private Json() {}

  /**
   * The tree of a JSON text. Throws {@code tools.jackson.core.JacksonException} where it is none.
   */
  public static Object parse(String text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return whole(parser);
    }
  }

  /** The tree of a JSON text in UTF-8. */
  public static Object parse(byte[] text) {
    try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), text)) {
      return whole(parser);
    }
  }

  public static JsonObject parseObject(String text) {
    return (JsonObject) parse(text);
  }

  private static Object whole(JsonParser parser) {
    parser.nextToken();
    Object tree = read(parser);
    if (parser.nextToken() != null) {
      throw new tools.jackson.core.exc.StreamReadException(
          parser, "trailing data after the JSON value");
    }
    return tree;
  }

  /** Reads the value at whose first token the parser stands. */
  static Object read(JsonParser parser) {
    JsonToken token = parser.currentToken();
    if (token == null) {
      throw new tools.jackson.core.exc.StreamReadException(parser, "unexpected end of JSON input");
    }
    switch (token) {
      case START_OBJECT -> {
        TreeMap<String, Object> map = new TreeMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
          String key = parser.currentName();
          parser.nextToken();
          map.put(key, read(parser));
        }
        return JsonObject.copyOf(map);
      }
      case START_ARRAY -> {
        List<Object> items = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
          items.add(read(parser));
        }
        return JsonArray.owning(items.toArray());
      }
      case VALUE_STRING -> {
        return parser.getString();
      }
      case VALUE_NUMBER_INT -> {
        return value(parser.getNumberValue());
      }
      case VALUE_NUMBER_FLOAT -> {
        return parser.getDoubleValue();
      }
      case VALUE_TRUE -> {
        return Boolean.TRUE;
      }
      case VALUE_FALSE -> {
        return Boolean.FALSE;
      }
      case VALUE_NULL -> {
        return JsonNull.NULL;
      }
      default -> {
        Object embedded = parser.getEmbeddedObject();
        return value(embedded);
      }
    }
  }

  /** Compact JSON of a tree. */
  public static String print(Object tree) {
    java.io.StringWriter out = new java.io.StringWriter();
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(tree, generator);
    }
    return out.toString();
  }

  /** Compact JSON of a tree in UTF-8. */
  public static byte[] bytes(Object tree) {
    java.io.ByteArrayOutputStream out = new java.io.ByteArrayOutputStream(1024);
    try (JsonGenerator generator = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
      write(tree, generator);
    }
    return out.toByteArray();
  }

  /** Writes a tree (or anything {@link #value} understands) to a generator. */
  public static void write(Object tree, JsonGenerator generator) {
    switch (tree) {
      case null -> generator.writeNull();
      case JsonNull ignored -> generator.writeNull();
      case JsonObject object -> {
        generator.writeStartObject();
        for (int i = 0; i < object.size(); i++) {
          generator.writeName(object.keyAt(i));
          write(object.valueAt(i), generator);
        }
        generator.writeEndObject();
      }
      case JsonArray array -> {
        generator.writeStartArray();
        for (int i = 0; i < array.size(); i++) {
          write(array.get(i), generator);
        }
        generator.writeEndArray();
      }
      case String text -> generator.writeString(text);
      case Boolean truth -> generator.writeBoolean(truth);
      case Long number -> generator.writeNumber(number);
      case Double number -> generator.writeNumber(number);
      case BigInteger number -> generator.writeNumber(number);
      default -> write(value(tree), generator);
    }
  }

  /**
   * The tree value of a plain Java value: whole numbers become {@code Long}, other numbers {@code
   * Double}, maps {@link JsonObject}, collections {@link JsonArray}, {@code null} {@link JsonNull},
   * enums their name.
   */
  public static Object value(Object plain) {
    return switch (plain) {
      case null -> JsonNull.NULL;
      case JsonObject object -> object;
      case JsonArray array -> array;
      case String text -> text;
      case Long number -> number;
      case Boolean truth -> truth;
      case JsonNull none -> none;
      case Integer number -> (long) number;
      case Short number -> (long) number;
      case Byte number -> (long) number;
      case Double number -> number;
      case Float number -> (double) number;
      case BigDecimal number -> number.doubleValue();
      case BigInteger number -> number.bitLength() < 64 ? (Object) number.longValue() : number;
      case Map<?, ?> map -> {
        TreeMap<String, Object> sorted = new TreeMap<>();
        map.forEach((key, value) -> sorted.put(String.valueOf(key), value));
        yield JsonObject.copyOf(sorted);
      }
      case Collection<?> items -> JsonArray.copyOf(items);
      case Object[] items -> JsonArray.of(items);
      case Enum<?> constant -> constant.name();
      default -> throw new IllegalStateException("no JSON value: " + plain.getClass());
    };
  }

  /** The reverse for libraries: nested maps and lists, explicit nulls as {@code null}. */
  public static Object plain(Object tree) {
    return switch (tree) {
      case null -> null;
      case JsonObject object -> object.asMap();
      case JsonArray array -> array.asList();
      case JsonNull ignored -> null;
      default -> tree;
    };
  }

  /**
   * {@code fresh}, but with every part that equals the same part of {@code known} replaced by that
   * very part.
   */
  public static Object share(Object known, Object fresh) {
    if (known == fresh || known == null) {
      return fresh;
    }
    if (fresh instanceof JsonObject object && known instanceof JsonObject before) {
      Object[] shared = null;
      boolean same = object.size() == before.size();
      for (int i = 0; i < object.size(); i++) {
        Object old = before.get(object.keyAt(i));
        Object value = object.valueAt(i);
        Object kept = share(old, value);
        same &= kept == old;
        if (kept != value) {
          if (shared == null) {
            shared = new Object[object.size()];
            for (int j = 0; j < i; j++) {
              shared[j] = object.valueAt(j);
            }
          }
        }
        if (shared != null) {
          shared[i] = kept;
        }
      }
      return same ? before : shared == null ? object : object.withValues(shared);
    }
    if (fresh instanceof JsonArray array && known instanceof JsonArray before) {
      Object[] shared = new Object[array.size()];
      boolean same = array.size() == before.size();
      for (int i = 0; i < shared.length; i++) {
        Object old = i < before.size() ? before.get(i) : null;
        shared[i] = share(old, array.get(i));
        same &= shared[i] == old;
      }
      return same ? before : array.withItems(shared);
    }
    return fresh.equals(known) ? known : fresh;
  }
}
