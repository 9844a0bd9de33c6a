package dev.kubarium.lesson;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Reads what somebody does. */
final class ActReader {

  private final CheckReader checks;
  private final UnaryOperator<String> files;

  /** {@code files} answers the text of a file of the lesson. */
  ActReader(CheckReader checks, UnaryOperator<String> files) {
    this.checks = checks;
    this.files = files;
  }

  List<Act> read(Fields from, String key) {
    List<Act> acts = new ArrayList<>();
    for (Fields each : from.list(key)) {
      Act act = act(each);
      if (act != null) {
        acts.add(act);
      }
    }
    return List.copyOf(acts);
  }

  private Act act(Fields fields) {
    fields.only("apply", "file", "delete", "patch", "predict", "wait", "join", "drain");
    if (fields.keys().size() != 1) {
      fields.fault("", "fault.oneAct");
      return null;
    }
    return switch (fields.keys().getFirst()) {
      case "apply" -> new Act.Apply(fields.text("apply"));
      case "file" -> new Act.Apply(files.apply(fields.text("file")));
      case "delete" -> {
        Fields inner = fields.inner("delete");
        Long grace = inner.has("grace") ? (Long) inner.number("grace", 0) : null;
        yield new Act.Delete(checks.target(inner, "all", "grace"), inner.truth("all"), grace);
      }
      case "patch" -> {
        Fields inner = fields.inner("patch");
        yield new Act.Patch(checks.target(inner, "with"), inner.tree("with"));
      }
      case "predict" -> new Act.Predict(fields.text("predict"));
      case "wait" -> new Act.Pause(fields.duration("wait", java.time.Duration.ZERO));
      case "drain" -> new Act.Drain(fields.text("drain"));
      case "join" -> new Act.Join(fields.text("join"));
      default -> null;
    };
  }
}
