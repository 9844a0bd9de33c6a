package dev.kubarium.cluster.image.shell;

import java.util.List;

/** The parts of a parsed script. */
sealed interface Script {

  record Sequence(List<Script> parts) implements Script {}

  /** The right side runs where the left one's success is {@code onSuccess}. */
  record AndOr(Script left, boolean onSuccess, Script right) implements Script {}

  record Not(Script body) implements Script {}

  record Pipe(List<Script> stages) implements Script {}

  record If(Script condition, Script body, Script otherwise) implements Script {}

  record Loop(Script condition, Script body, boolean until) implements Script {}

  record For(String variable, List<Word> words, Script body) implements Script {}

  record Case(Word subject, List<CaseItem> items) implements Script {}

  record CaseItem(List<Word> patterns, Script body) {}

  record Group(Script body, boolean subshell) implements Script {}

  record Redirected(Script body, List<Redirect> redirects) implements Script {}

  record Background(Script body) implements Script {}

  record Function(String name, Script body) implements Script {}

  /** A function's body, or the script of a shell within the shell, with its arguments. */
  record Call(Script body, List<String> arguments, boolean shell) implements Script {}

  record Simple(List<Assignment> assignments, List<Word> words, List<Redirect> redirects)
      implements Script {}

  record Assignment(String name, Word value) {}

  /**
   * {@code kind} is {@code >}, {@code >>}, {@code <}, {@code <<} or {@code >&}; the last one's
   * target is a descriptor.
   */
  record Redirect(int descriptor, String kind, Word target) {}

  /** A word before it is expanded. */
  record Word(List<Part> parts) {}

  sealed interface Part {
    boolean quoted();
  }

  record Text(String text, boolean quoted) implements Part {}

  /** {@code operator} is empty or one of {@code :- - := = :+ + :? ? # ## % %% length}. */
  record Variable(String name, String operator, Word argument, boolean quoted) implements Part {}

  record Command(Script body, boolean quoted) implements Part {}

  record Arithmetic(Word expression, boolean quoted) implements Part {}
}
