package dev.kubarium.cluster.image.shell;

import dev.kubarium.cluster.image.shell.Script.AndOr;
import dev.kubarium.cluster.image.shell.Script.Background;
import dev.kubarium.cluster.image.shell.Script.Case;
import dev.kubarium.cluster.image.shell.Script.CaseItem;
import dev.kubarium.cluster.image.shell.Script.For;
import dev.kubarium.cluster.image.shell.Script.Function;
import dev.kubarium.cluster.image.shell.Script.Group;
import dev.kubarium.cluster.image.shell.Script.If;
import dev.kubarium.cluster.image.shell.Script.Loop;
import dev.kubarium.cluster.image.shell.Script.Not;
import dev.kubarium.cluster.image.shell.Script.Pipe;
import dev.kubarium.cluster.image.shell.Script.Redirected;
import dev.kubarium.cluster.image.shell.Script.Sequence;
import dev.kubarium.cluster.image.shell.Script.Simple;
import dev.kubarium.cluster.image.shell.Script.Word;
import java.util.List;
import java.util.Map;

/** How far a machine has come in each part of a script that it is in. */
final class Frames {

  private Frames() {}

  /** One part under way. */
  abstract static class Frame {
    private Io before;
    private Map<String, String> variablesBefore;

    /**
     * What to run next in it, or {@code null} when it is done; the machine's status is that of what
     * ran last.
     */
    abstract Script next(Machine machine);

    void use(Machine machine, Io io) {
      before = before == null ? machine.io() : before;
      machine.io(io);
    }

    void isolate(Machine machine) {
      Map<String, String> outer = machine.isolateVariables();
      variablesBefore = variablesBefore == null ? outer : variablesBefore;
    }

    void leave(Machine machine) {
      if (before != null) {
        machine.io(before);
      }
      if (variablesBefore != null) {
        machine.variables(variablesBefore);
      }
    }
  }

  static Frame of(Script script) {
    return switch (script) {
      case Sequence sequence -> new InSequence(sequence);
      case AndOr andOr -> new InAndOr(andOr);
      case Not not -> new InNot(not);
      case Pipe pipe -> new InPipe(pipe);
      case If branch -> new InIf(branch);
      case Loop loop -> new InLoop(loop);
      case For loop -> new InFor(loop);
      case Case choice -> new InCase(choice);
      case Group group -> new InGroup(group);
      case Redirected redirected -> new InRedirected(redirected);
      case Background background -> once(machine -> machine.background(background.body()));
      case Function function -> once(machine -> machine.define(function));
      case Script.Call call -> new InCall(call);
      case Simple simple -> new InSimple(simple);
    };
  }

  private static Frame once(java.util.function.Consumer<Machine> action) {
    return new Frame() {
      @Override
      Script next(Machine machine) {
        action.accept(machine);
        machine.status(0);
        return null;
      }
    };
  }

  private static final class InSequence extends Frame {
    private final List<Script> parts;
    private int at;

    InSequence(Sequence sequence) {
      this.parts = sequence.parts();
    }

    @Override
    Script next(Machine machine) {
      if (parts.isEmpty()) {
        machine.status(0);
      }
      if (at > 0
          && machine.status() != 0
          && machine.stopsOnFailure()
          && !machine.isTested(parts.get(at - 1))) {
        machine.exit(machine.status());
        return null;
      }
      return at < parts.size() ? parts.get(at++) : null;
    }
  }

  private static final class InAndOr extends Frame {
    private final AndOr script;
    private int stage;

    InAndOr(AndOr script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      return switch (stage++) {
        case 0 -> script.left();
        case 1 -> machine.status() == 0 == script.onSuccess() ? script.right() : null;
        default -> null;
      };
    }
  }

  private static final class InNot extends Frame {
    private final Not script;
    private boolean ran;

    InNot(Not script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (!ran) {
        ran = true;
        return script.body();
      }
      machine.status(machine.status() == 0 ? 1 : 0);
      return null;
    }
  }

  /**
   * One stage after the other, each reading what the one before wrote. Left out: stages that run at
   * the same time.
   */
  private static final class InPipe extends Frame {
    private final List<Script> stages;
    private int at;
    private Io.Capture written;
    private Io outside;

    InPipe(Pipe pipe) {
      this.stages = pipe.stages();
    }

    @Override
    Script next(Machine machine) {
      if (at == 0) {
        outside = machine.io();
        isolate(machine);
        Io.Output last = machine.streamInto(stages.get(stages.size() - 1), outside);
        if (stages.size() == 2 && last != null) {
          use(machine, outside.withOut(last));
          at = 2;
          return stages.get(0);
        }
      }
      if (at == stages.size()) {
        return null;
      }
      Io io = at == 0 ? outside : outside.withIn(new Io.Input(written.toString()));
      written = new Io.Capture();
      use(machine, at == stages.size() - 1 ? io : io.withOut(written));
      return stages.get(at++);
    }
  }

  private static final class InIf extends Frame {
    private final If script;
    private int stage;

    InIf(If script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (stage++ == 0) {
        return script.condition();
      }
      if (stage > 2) {
        return null;
      }
      if (machine.status() == 0) {
        return script.body();
      }
      machine.status(0);
      return script.otherwise();
    }
  }

  /** A frame that {@code break} and {@code continue} speak of. */
  abstract static class Looping extends Frame {
    boolean broken;
  }

  private static final class InLoop extends Looping {
    private final Loop script;
    private boolean tested;
    private int last;

    InLoop(Loop script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (!tested && !broken) {
        tested = true;
        return script.condition();
      }
      if (broken || machine.status() == 0 == script.until()) {
        machine.status(broken ? 0 : last);
        return null;
      }
      tested = false;
      last = 0;
      return script.body();
    }
  }

  private static final class InFor extends Looping {
    private final For script;
    private List<String> items;
    private int at;

    InFor(For script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (items == null) {
        items = machine.expansion().all(script.words());
        machine.status(0);
      }
      if (broken || at == items.size()) {
        return null;
      }
      machine.set(script.variable(), items.get(at++));
      return script.body();
    }
  }

  private static final class InCase extends Frame {
    private final Case script;
    private boolean chosen;

    InCase(Case script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (chosen) {
        return null;
      }
      chosen = true;
      String subject = machine.expansion().one(script.subject());
      for (CaseItem item : script.items()) {
        for (Word pattern : item.patterns()) {
          if (Expansion.glob(machine.expansion().pattern(pattern)).matcher(subject).matches()) {
            return item.body();
          }
        }
      }
      machine.status(0);
      return null;
    }
  }

  /** A subshell ends where {@code exit} is said in it. */
  static final class InGroup extends Frame {
    private final Group group;
    private boolean ran;

    InGroup(Group group) {
      this.group = group;
    }

    boolean isSubshell() {
      return group.subshell();
    }

    @Override
    Script next(Machine machine) {
      if (ran) {
        return null;
      }
      ran = true;
      if (group.subshell()) {
        isolate(machine);
      }
      return group.body();
    }
  }

  private static final class InRedirected extends Frame {
    private final Redirected script;
    private boolean ran;

    InRedirected(Redirected script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (ran) {
        return null;
      }
      Io redirected = machine.redirect(machine.io(), script.redirects());
      ran = true;
      if (redirected == null) {
        machine.status(1);
        return null;
      }
      use(machine, redirected);
      return script.body();
    }
  }

  /** A function's body, or a shell in the shell, with its own arguments. */
  static final class InCall extends Frame {
    private final Script.Call call;
    private List<String> argumentsBefore;

    InCall(Script.Call call) {
      this.call = call;
    }

    boolean isShell() {
      return call.shell();
    }

    @Override
    Script next(Machine machine) {
      if (argumentsBefore != null) {
        return null;
      }
      argumentsBefore = machine.arguments();
      machine.arguments(call.arguments());
      if (call.shell()) {
        isolate(machine);
      }
      return call.body();
    }

    @Override
    void leave(Machine machine) {
      super.leave(machine);
      if (argumentsBefore != null) {
        machine.arguments(argumentsBefore);
      }
    }
  }

  static final class InSimple extends Frame {
    private final Simple script;
    private boolean ran;

    InSimple(Simple script) {
      this.script = script;
    }

    @Override
    Script next(Machine machine) {
      if (ran) {
        return null;
      }
      Script inner = machine.run(script, this);
      ran = true;
      return inner;
    }
  }
}
