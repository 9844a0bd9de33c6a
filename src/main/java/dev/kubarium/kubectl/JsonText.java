package dev.kubarium.kubectl;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;

/** JSON as kubectl prints it: four spaces a level. */
final class JsonText {

  private JsonText() {}

  static String of(Object tree) {
    StringBuilder text = new StringBuilder();
    write(tree, "", text);
    return text.append('\n').toString();
  }

  private static void write(Object value, String indent, StringBuilder text) {
    String inner = indent + "    ";
    if (value instanceof JsonObject object && !object.isEmpty()) {
      text.append("{\n");
      String[] comma = {""};
      object.forEach(
          (key, part) -> {
            text.append(comma[0]).append(inner).append(Json.print(key)).append(": ");
            write(part, inner, text);
            comma[0] = ",\n";
          });
      text.append('\n').append(indent).append('}');
    } else if (value instanceof JsonArray array && !array.isEmpty()) {
      text.append("[\n");
      for (int i = 0; i < array.size(); i++) {
        text.append(i == 0 ? "" : ",\n").append(inner);
        write(array.get(i), inner, text);
      }
      text.append('\n').append(indent).append(']');
    } else {
      text.append(Json.print(value));
    }
  }
}
