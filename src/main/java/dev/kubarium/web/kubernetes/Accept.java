package dev.kubarium.web.kubernetes;

import java.util.Locale;

/** In which form a caller wants an answer. */
enum Accept {
  JSON,
  YAML,
  TABLE,
  PARTIAL,
  PARTIAL_LIST,
  NONE;

  /** The first form of the header that can be served; JSON where there is no header. */
  static Accept of(String header) {
    if (header == null || header.isBlank()) {
      return JSON;
    }
    for (String part : header.split(",")) {
      String clause = part.strip().toLowerCase(Locale.ROOT);
      String type = clause.split(";")[0].strip();
      boolean json =
          type.equals("application/json") || type.equals("*/*") || type.equals("application/*");
      String as = parameter(clause, "as");
      if (json && (as.isEmpty() || type.endsWith("*"))) {
        return JSON;
      }
      if (json && as.equals("table") && parameter(clause, "v").equals("v1")) {
        return TABLE;
      }
      if (json && as.equals("partialobjectmetadata")) {
        return PARTIAL;
      }
      if (json && as.equals("partialobjectmetadatalist")) {
        return PARTIAL_LIST;
      }
      if (type.equals("application/yaml")
          || type.equals("application/x-yaml")
          || type.equals("text/yaml")) {
        return YAML;
      }
    }
    return NONE;
  }

  private static String parameter(String clause, String name) {
    for (String part : clause.split(";")) {
      String parameter = part.strip();
      if (parameter.startsWith(name + "=")) {
        return parameter.substring(name.length() + 1);
      }
    }
    return "";
  }
}
