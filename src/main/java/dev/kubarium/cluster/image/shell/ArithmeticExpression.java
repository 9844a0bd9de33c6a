package dev.kubarium.cluster.image.shell;

import java.util.Map;

/** {@code $((…))} over whole numbers. */
final class ArithmeticExpression {

  private static final String[][] LEVELS = {
    {"||"},
    {"&&"},
    {"|"},
    {"^"},
    {"&"},
    {"==", "!="},
    {"<=", ">=", "<", ">"},
    {"<<", ">>"},
    {"+", "-"},
    {"*", "/", "%"}
  };

  private final String text;
  private final Map<String, String> variables;
  private int at;

  private ArithmeticExpression(String text, Map<String, String> variables) {
    this.text = text;
    this.variables = variables;
  }

  /** Throws {@link ArithmeticException} with what the shell says. */
  static long value(String text, Map<String, String> variables) {
    ArithmeticExpression expression = new ArithmeticExpression(text, variables);
    expression.blanks();
    if (expression.at == text.length()) {
      return 0;
    }
    long value = expression.assignment();
    expression.blanks();
    if (expression.at < text.length()) {
      throw new ArithmeticException("arithmetic syntax error");
    }
    return value;
  }

  private void blanks() {
    while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
      at++;
    }
  }

  private boolean take(String operator) {
    blanks();
    if (text.startsWith(operator, at)) {
      at += operator.length();
      return true;
    }
    return false;
  }

  private String name() {
    blanks();
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    return end > at && !Character.isDigit(text.charAt(at)) ? text.substring(at, end) : "";
  }

  private long assignment() {
    int before = at;
    String name = name();
    if (!name.isEmpty()) {
      at += name.length();
      blanks();
      for (String operator : new String[] {"+=", "-=", "*=", "/=", "%=", "="}) {
        if (text.startsWith(operator, at) && !text.startsWith("==", at)) {
          at += operator.length();
          long right = assignment();
          long value =
              operator.equals("=")
                  ? right
                  : combined(operator.substring(0, 1), variable(name), right);
          variables.put(name, Long.toString(value));
          return value;
        }
      }
    }
    at = before;
    return ternary();
  }

  private long ternary() {
    long condition = binary(0);
    if (!take("?")) {
      return condition;
    }
    long yes = assignment();
    if (!take(":")) {
      throw new ArithmeticException("arithmetic syntax error");
    }
    long no = assignment();
    return condition != 0 ? yes : no;
  }

  private long binary(int level) {
    if (level == LEVELS.length) {
      return unary();
    }
    long left = binary(level + 1);
    while (true) {
      String operator = null;
      blanks();
      for (String candidate : LEVELS[level]) {
        boolean longer =
            candidate.length() == 1
                && at + 1 < text.length()
                && "|&".indexOf(candidate) >= 0
                && text.charAt(at + 1) == candidate.charAt(0);
        if (operator == null && text.startsWith(candidate, at) && !longer) {
          operator = candidate;
        }
      }
      if (operator == null) {
        return left;
      }
      at += operator.length();
      left = combined(operator, left, binary(level + 1));
    }
  }

  private long unary() {
    blanks();
    if (take("++") || take("--")) {
      boolean up = text.charAt(at - 1) == '+';
      String name = name();
      at += name.length();
      long value = variable(name) + (up ? 1 : -1);
      variables.put(name, Long.toString(value));
      return value;
    }
    if (take("-")) {
      return -unary();
    }
    if (take("+")) {
      return unary();
    }
    if (at < text.length() && text.charAt(at) == '!' && !text.startsWith("!=", at)) {
      at++;
      return unary() == 0 ? 1 : 0;
    }
    if (take("(")) {
      long value = assignment();
      if (!take(")")) {
        throw new ArithmeticException("arithmetic syntax error");
      }
      return value;
    }
    String name = name();
    if (!name.isEmpty()) {
      at += name.length();
      long value = variable(name);
      if (take("++") || take("--")) {
        variables.put(name, Long.toString(value + (text.charAt(at - 1) == '+' ? 1 : -1)));
      }
      return value;
    }
    int end = at;
    while (end < text.length() && Character.isLetterOrDigit(text.charAt(end))) {
      end++;
    }
    if (end == at) {
      throw new ArithmeticException("arithmetic syntax error");
    }
    try {
      long value = Long.decode(text.substring(at, end));
      at = end;
      return value;
    } catch (NumberFormatException none) {
      throw new ArithmeticException("arithmetic syntax error");
    }
  }

  private long variable(String name) {
    String value = variables.getOrDefault(name, "");
    try {
      return value.isBlank() ? 0 : Long.parseLong(value.strip());
    } catch (NumberFormatException none) {
      throw new ArithmeticException("bad number");
    }
  }

  private static long combined(String operator, long left, long right) {
    return switch (operator) {
      case "||" -> left != 0 || right != 0 ? 1 : 0;
      case "&&" -> left != 0 && right != 0 ? 1 : 0;
      case "|" -> left | right;
      case "^" -> left ^ right;
      case "&" -> left & right;
      case "==" -> left == right ? 1 : 0;
      case "!=" -> left != right ? 1 : 0;
      case "<=" -> left <= right ? 1 : 0;
      case ">=" -> left >= right ? 1 : 0;
      case "<" -> left < right ? 1 : 0;
      case ">" -> left > right ? 1 : 0;
      case "<<" -> left << right;
      case ">>" -> left >> right;
      case "+" -> left + right;
      case "-" -> left - right;
      case "*" -> left * right;
      case "/", "%" -> {
        if (right == 0) {
          throw new ArithmeticException("divide by zero");
        }
        yield operator.equals("/") ? left / right : left % right;
      }
      default -> throw new IllegalStateException("no such operator " + operator);
    };
  }
}
