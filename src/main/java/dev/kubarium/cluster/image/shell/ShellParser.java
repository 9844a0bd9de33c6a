package dev.kubarium.cluster.image.shell;

import dev.kubarium.cluster.image.shell.Script.Assignment;
import dev.kubarium.cluster.image.shell.Script.Part;
import dev.kubarium.cluster.image.shell.Script.Redirect;
import dev.kubarium.cluster.image.shell.Script.Word;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads a script. Left out: arrays, {@code [[ ]]} beyond {@code test}, select, process
 * substitution.
 */
final class ShellParser {

  /** A script that is none; its message is what the shell says. */
  static final class SyntaxError extends RuntimeException {
    SyntaxError(String message) {
      super(message, null, false, false);
    }
  }

  private static final int DEEPEST = 60;
  private static final List<String> ENDS =
      List.of("then", "do", "done", "fi", "else", "elif", "esac", "}");

  private final String text;
  private int at;
  private int depth;
  private final List<PendingDocument> documents = new ArrayList<>();

  private record PendingDocument(
      String end, boolean quoted, boolean stripTabs, List<Redirect> into, int descriptor) {}

  private ShellParser(String text) {
    this.text = text;
  }

  static Script parse(String text) {
    ShellParser parser = new ShellParser(text);
    Script script = parser.list();
    if (parser.at < text.length()) {
      throw parser.unexpected();
    }
    return script;
  }

  private SyntaxError unexpected() {
    String near =
        at >= text.length()
            ? "end of file (expecting more)"
            : reserved().isEmpty() ? text.substring(at, at + 1) : reserved();
    return new SyntaxError(
        "syntax error: unexpected " + (at >= text.length() ? near : "\"" + near + "\""));
  }

  private boolean more() {
    return at < text.length();
  }

  private char peek() {
    return at < text.length() ? text.charAt(at) : 0;
  }

  private boolean looking(String words) {
    return text.startsWith(words, at);
  }

  private void blanks() {
    while (more()) {
      char c = peek();
      if (c == ' ' || c == '\t' || c == '\r') {
        at++;
      } else if (c == '\\' && looking("\\\n")) {
        at += 2;
      } else if (c == '#' && (at == 0 || " \t\n;".indexOf(text.charAt(at - 1)) >= 0)) {
        while (more() && peek() != '\n') {
          at++;
        }
      } else {
        return;
      }
    }
  }

  private void separators() {
    for (blanks(); more(); blanks()) {
      if (peek() == '\n') {
        at++;
        readDocuments();
      } else if (peek() == ';' && !looking(";;")) {
        at++;
      } else {
        return;
      }
    }
  }

  /** The unquoted word here, not consumed; empty where there is none. */
  private String reserved() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || "_{}!".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    boolean whole = end == text.length() || " \t\r\n;()&|<>".indexOf(text.charAt(end)) >= 0;
    return whole ? text.substring(at, end) : "";
  }

  private void expect(String word) {
    separators();
    if (!reserved().equals(word) && !(word.length() == 1 && looking(word))) {
      throw unexpected();
    }
    at += word.length();
  }

  private Script list() {
    if (++depth > DEEPEST) {
      throw new SyntaxError("syntax error: nested too deeply");
    }
    List<Script> parts = new ArrayList<>();
    for (separators(); more(); separators()) {
      if (peek() == ')' || looking(";;") || ENDS.contains(reserved())) {
        break;
      }
      Script part = andOr();
      blanks();
      if (peek() == '&' && !looking("&&")) {
        at++;
        part = new Script.Background(part);
      } else if (more() && "\n;)".indexOf(peek()) < 0 && !ENDS.contains(reserved())) {
        throw unexpected();
      }
      parts.add(part);
    }
    depth--;
    return parts.size() == 1 ? parts.get(0) : new Script.Sequence(parts);
  }

  private Script andOr() {
    Script left = pipeline();
    for (blanks(); looking("&&") || looking("||"); blanks()) {
      boolean and = peek() == '&';
      at += 2;
      separators();
      left = new Script.AndOr(left, and, pipeline());
    }
    return left;
  }

  private Script pipeline() {
    blanks();
    if (reserved().equals("!")) {
      at++;
      return new Script.Not(pipeline());
    }
    List<Script> stages = new ArrayList<>();
    stages.add(command());
    for (blanks(); peek() == '|' && !looking("||"); blanks()) {
      at++;
      separators();
      stages.add(command());
    }
    return stages.size() == 1 ? stages.get(0) : new Script.Pipe(stages);
  }

  private Script command() {
    blanks();
    if (peek() == '(') {
      at++;
      Script body = list();
      expect(")");
      return redirected(new Script.Group(body, true));
    }
    switch (reserved()) {
      case "{" -> {
        at++;
        Script body = list();
        expect("}");
        return redirected(new Script.Group(body, false));
      }
      case "if" -> {
        at += 2;
        return redirected(ifRest());
      }
      case "while", "until" -> {
        boolean until = looking("until");
        at += 5;
        Script condition = list();
        expect("do");
        Script body = list();
        expect("done");
        return redirected(new Script.Loop(condition, body, until));
      }
      case "for" -> {
        at += 3;
        return redirected(forRest());
      }
      case "case" -> {
        at += 4;
        return redirected(caseRest());
      }
      case "function" -> {
        at += 8;
        blanks();
        String name = reserved();
        at += name.length();
        blanks();
        if (looking("()")) {
          at += 2;
        }
        separators();
        return new Script.Function(name, command());
      }
      default -> {}
    }
    int before = at;
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    if (end > at && text.startsWith("()", end)) {
      String name = text.substring(at, end);
      at = end + 2;
      separators();
      return new Script.Function(name, command());
    }
    at = before;
    return simple();
  }

  private Script ifRest() {
    Script condition = list();
    expect("then");
    Script body = list();
    separators();
    switch (reserved()) {
      case "elif" -> {
        at += 4;
        return new Script.If(condition, body, ifRest());
      }
      case "else" -> {
        at += 4;
        Script otherwise = list();
        expect("fi");
        return new Script.If(condition, body, otherwise);
      }
      default -> {
        expect("fi");
        return new Script.If(condition, body, null);
      }
    }
  }

  private Script forRest() {
    blanks();
    String variable = reserved();
    if (variable.isEmpty()) {
      throw unexpected();
    }
    at += variable.length();
    separators();
    List<Word> words = new ArrayList<>();
    if (reserved().equals("in")) {
      at += 2;
      for (blanks(); more() && "\n;".indexOf(peek()) < 0; blanks()) {
        words.add(word());
      }
    } else {
      words.add(new Word(List.of(new Script.Variable("@", "", null, true))));
    }
    expect("do");
    Script body = list();
    expect("done");
    return new Script.For(variable, words, body);
  }

  private Script caseRest() {
    blanks();
    Word subject = word();
    expect("in");
    List<Script.CaseItem> items = new ArrayList<>();
    for (separators(); more() && !reserved().equals("esac"); separators()) {
      List<Word> patterns = new ArrayList<>();
      if (peek() == '(') {
        at++;
      }
      for (blanks(); more() && peek() != ')'; blanks()) {
        if (peek() == '|') {
          at++;
        } else {
          patterns.add(word());
        }
      }
      expect(")");
      items.add(new Script.CaseItem(patterns, list()));
      separators();
      if (looking(";;")) {
        at += 2;
      }
    }
    expect("esac");
    return new Script.Case(subject, items);
  }

  private Script redirected(Script body) {
    List<Redirect> redirects = new ArrayList<>();
    for (blanks(); redirect(redirects); blanks()) {}
    return redirects.isEmpty() ? body : new Script.Redirected(body, redirects);
  }

  private Script simple() {
    List<Assignment> assignments = new ArrayList<>();
    List<Word> words = new ArrayList<>();
    List<Redirect> redirects = new ArrayList<>();
    for (blanks(); more() && "\n;|&)".indexOf(peek()) < 0 || looking("&>"); blanks()) {
      if (redirect(redirects)) {
        continue;
      }
      if (peek() == '(') {
        throw unexpected();
      }
      Assignment assignment = words.isEmpty() ? assignment() : null;
      if (assignment != null) {
        assignments.add(assignment);
      } else {
        words.add(word());
      }
    }
    if (assignments.isEmpty() && words.isEmpty() && redirects.isEmpty()) {
      throw unexpected();
    }
    return new Script.Simple(assignments, words, redirects);
  }

  private Assignment assignment() {
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    if (end == at || end >= text.length() || text.charAt(end) != '=' || Character.isDigit(peek())) {
      return null;
    }
    String name = text.substring(at, end);
    at = end + 1;
    boolean empty = !more() || " \t\r\n;|&)".indexOf(peek()) >= 0;
    return new Assignment(name, empty ? new Word(List.of(new Script.Text("", true))) : word());
  }

  private boolean redirect(List<Redirect> into) {
    int start = at;
    int descriptor = -1;
    if (more()
        && Character.isDigit(peek())
        && at + 1 < text.length()
        && "<>".indexOf(text.charAt(at + 1)) >= 0) {
      descriptor = peek() - '0';
      at++;
    }
    if (looking("&>")) {
      at += 2;
      Word target = target();
      into.add(new Redirect(1, ">", target));
      into.add(new Redirect(2, ">&", new Word(List.of(new Script.Text("1", true)))));
      return true;
    }
    for (String kind : new String[] {"<<", ">>", ">&", "<", ">"}) {
      if (looking(kind)) {
        at += kind.length();
        int of = descriptor >= 0 ? descriptor : kind.startsWith("<") ? 0 : 1;
        if (kind.equals("<<")) {
          document(of, into);
        } else {
          into.add(new Redirect(of, kind, target()));
        }
        return true;
      }
    }
    at = start;
    return false;
  }

  private Word target() {
    blanks();
    return word();
  }

  private void document(int descriptor, List<Redirect> into) {
    boolean strip = peek() == '-';
    if (strip) {
      at++;
    }
    blanks();
    StringBuilder end = new StringBuilder();
    boolean quoted = false;
    while (more() && " \t\n;|&<>".indexOf(peek()) < 0) {
      char c = text.charAt(at++);
      if ("'\"\\".indexOf(c) >= 0) {
        quoted = true;
      } else {
        end.append(c);
      }
    }
    documents.add(new PendingDocument(end.toString(), quoted, strip, into, descriptor));
  }

  private void readDocuments() {
    List<PendingDocument> pending = List.copyOf(documents);
    documents.clear();
    for (PendingDocument document : pending) {
      StringBuilder body = new StringBuilder();
      while (more()) {
        int end = text.indexOf('\n', at);
        String line = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 1;
        String bare = document.stripTabs() ? line.replaceFirst("^\t+", "") : line;
        if (bare.equals(document.end())) {
          break;
        }
        body.append(bare).append('\n');
      }
      Word content =
          document.quoted()
              ? new Word(List.of(new Script.Text(body.toString(), true)))
              : quotedWord(body.toString());
      document.into().add(new Redirect(document.descriptor(), "<<", content));
    }
  }

  private static Word quotedWord(String body) {
    ShellParser inner = new ShellParser(body);
    List<Part> parts = new ArrayList<>();
    inner.doubleQuoted(parts, false);
    return new Word(parts);
  }

  private Word word() {
    List<Part> parts = new ArrayList<>();
    StringBuilder plain = new StringBuilder();
    int start = at;
    while (more()) {
      char c = peek();
      if (" \t\r\n;|&<>()".indexOf(c) >= 0) {
        break;
      }
      if (c == '\'') {
        flush(parts, plain);
        int end = text.indexOf('\'', at + 1);
        if (end < 0) {
          throw new SyntaxError("syntax error: unterminated quoted string");
        }
        parts.add(new Script.Text(text.substring(at + 1, end), true));
        at = end + 1;
      } else if (c == '"') {
        flush(parts, plain);
        at++;
        doubleQuoted(parts, true);
      } else if (c == '\\') {
        flush(parts, plain);
        at++;
        if (more() && peek() != '\n') {
          parts.add(new Script.Text(String.valueOf(peek()), true));
        }
        at++;
      } else if (c == '$' || c == '`') {
        flush(parts, plain);
        parts.add(dollar(false));
      } else {
        plain.append(c);
        at++;
      }
    }
    flush(parts, plain);
    if (at == start) {
      throw unexpected();
    }
    return new Word(parts);
  }

  private static void flush(List<Part> parts, StringBuilder plain) {
    if (!plain.isEmpty()) {
      parts.add(new Script.Text(plain.toString(), false));
      plain.setLength(0);
    }
  }

  private void doubleQuoted(List<Part> parts, boolean closed) {
    StringBuilder plain = new StringBuilder();
    while (true) {
      if (!more()) {
        if (closed) {
          throw new SyntaxError("syntax error: unterminated quoted string");
        }
        break;
      }
      char c = peek();
      if (c == '"' && closed) {
        at++;
        break;
      }
      if (c == '\\' && at + 1 < text.length() && "$`\"\\\n".indexOf(text.charAt(at + 1)) >= 0) {
        if (text.charAt(at + 1) != '\n') {
          plain.append(text.charAt(at + 1));
        }
        at += 2;
      } else if (c == '$' || c == '`') {
        if (!plain.isEmpty()) {
          parts.add(new Script.Text(plain.toString(), true));
          plain.setLength(0);
        }
        parts.add(dollar(true));
      } else {
        plain.append(c);
        at++;
      }
    }
    parts.add(new Script.Text(plain.toString(), true));
  }

  private Part dollar(boolean quoted) {
    if (peek() == '`') {
      int end = text.indexOf('`', at + 1);
      if (end < 0) {
        throw new SyntaxError("syntax error: unterminated quoted string");
      }
      Script body = parse(text.substring(at + 1, end).replace("\\`", "`"));
      at = end + 1;
      return new Script.Command(body, quoted);
    }
    at++;
    if (looking("((")) {
      int end = text.indexOf("))", at);
      if (end < 0) {
        throw unexpected();
      }
      // Brackets inside: take the last "))" that closes what was opened.
      int open = 0;
      for (end = at + 2; end < text.length(); end++) {
        char c = text.charAt(end);
        if (c == '(') {
          open++;
        } else if (c == ')' && open-- == 0) {
          break;
        }
      }
      if (!text.startsWith("))", end)) {
        throw unexpected();
      }
      Word expression = quotedWord(text.substring(at + 2, end));
      at = end + 2;
      return new Script.Arithmetic(expression, quoted);
    }
    if (peek() == '(') {
      at++;
      Script body = list();
      expect(")");
      return new Script.Command(body, quoted);
    }
    if (peek() == '{') {
      return braced(quoted);
    }
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_')) {
      end++;
    }
    if (end > at && Character.isDigit(peek())) {
      end = at + 1;
    }
    if (end == at && more() && "?#@*$!-".indexOf(peek()) >= 0) {
      end = at + 1;
    }
    if (end == at) {
      return new Script.Text("$", true);
    }
    String name = text.substring(at, end);
    at = end;
    return new Script.Variable(name, "", null, quoted);
  }

  private Part braced(boolean quoted) {
    at++;
    boolean length = peek() == '#' && at + 1 < text.length() && text.charAt(at + 1) != '}';
    if (length) {
      at++;
    }
    int end = at;
    while (end < text.length()
        && (Character.isLetterOrDigit(text.charAt(end)) || "_".indexOf(text.charAt(end)) >= 0)) {
      end++;
    }
    if (end == at && more() && "?#@*$!-".indexOf(peek()) >= 0) {
      end++;
    }
    String name = text.substring(at, end);
    at = end;
    String operator = length ? "length" : "";
    for (String candidate :
        new String[] {":-", ":=", ":+", ":?", "##", "%%", "-", "=", "+", "?", "#", "%"}) {
      if (operator.isEmpty() && looking(candidate)) {
        operator = candidate;
        at += candidate.length();
      }
    }
    int open = 0;
    int from = at;
    while (more() && (peek() != '}' || open > 0)) {
      open += looking("${") ? 1 : peek() == '}' ? -1 : 0;
      at++;
    }
    if (!more() || name.isEmpty()) {
      throw new SyntaxError("syntax error: bad substitution");
    }
    String argument = text.substring(from, at);
    at++;
    return new Script.Variable(name, operator, quotedWord(unquoted(argument)), quoted);
  }

  private static String unquoted(String argument) {
    boolean wrapped =
        argument.length() >= 2
            && (argument.startsWith("\"") && argument.endsWith("\"")
                || argument.startsWith("'") && argument.endsWith("'"));
    return wrapped ? argument.substring(1, argument.length() - 1) : argument;
  }
}
