package dev.kubarium.cluster.apiserver.kind;

/**
 * Says what is wrong with a JSON text in the words of Go's parser. Models: encoding/json,
 * scanner.go
 */
final class JsonSyntax {

  private static final String END = "unexpected end of JSON input";

  /** A fault found. */
  private static final class Fault extends RuntimeException {

    Fault(String message) {
      super(message, null, false, false);
    }
  }

  private final String text;
  private int at;

  private JsonSyntax(String text) {
    this.text = text;
  }

  /** The first fault, or {@code null}. */
  static String fault(String text) {
    JsonSyntax reader = new JsonSyntax(text);
    try {
      reader.value();
      reader.blanks();
      return reader.at < text.length()
          ? reader.invalid("after top-level value").getMessage()
          : null;
    } catch (Fault fault) {
      return fault.getMessage();
    }
  }

  private Fault invalid(String where) {
    if (at >= text.length()) {
      return new Fault(END);
    }
    char c = text.charAt(at);
    String shown =
        c == '\''
            ? "'\\''"
            : c == '"' ? "'\"'" : c < ' ' ? String.format("'\\x%02x'", (int) c) : "'" + c + "'";
    return new Fault("invalid character " + shown + " " + where);
  }

  private void blanks() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private char next() {
    if (at >= text.length()) {
      throw new Fault(END);
    }
    return text.charAt(at);
  }

  private void value() {
    blanks();
    switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number();
      default -> throw invalid("looking for beginning of value");
    }
  }

  private void literal(String word) {
    at++;
    for (int i = 1; i < word.length(); i++, at++) {
      if (next() != word.charAt(i)) {
        throw invalid("in literal " + word + " (expecting '" + word.charAt(i) + "')");
      }
    }
  }

  private void number() {
    at++;
    while (at < text.length() && "0123456789.eE+-".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private void string() {
    at++;
    while (next() != '"') {
      if (text.charAt(at) < ' ') {
        throw invalid("in string literal");
      }
      at += text.charAt(at) == '\\' ? 2 : 1;
    }
    at++;
  }

  private void object() {
    at++;
    blanks();
    if (next() == '}') {
      at++;
      return;
    }
    while (true) {
      blanks();
      if (next() != '"') {
        throw invalid("looking for beginning of object key string");
      }
      string();
      blanks();
      if (next() != ':') {
        throw invalid("after object key");
      }
      at++;
      value();
      blanks();
      char c = next();
      if (c != ',' && c != '}') {
        throw invalid("after object key:value pair");
      }
      at++;
      if (c == '}') {
        return;
      }
    }
  }

  private void array() {
    at++;
    blanks();
    if (next() == ']') {
      at++;
      return;
    }
    while (true) {
      value();
      blanks();
      char c = next();
      if (c != ',' && c != ']') {
        throw invalid("after array element");
      }
      at++;
      if (c == ']') {
        return;
      }
    }
  }
}
