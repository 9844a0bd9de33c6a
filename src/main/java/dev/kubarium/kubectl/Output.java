package dev.kubarium.kubectl;

import java.util.Optional;

/**
 * What a line printed.
 *
 * @param exitCode 0 where all went well
 * @param follow what goes on as the cluster changes ({@code get -w}, {@code rollout status}, {@code
 *     wait}); empty where all is said. Until it is done the exit code means nothing.
 */
public record Output(String out, String err, int exitCode, Optional<Follow> follow) {

  public static final Output NOTHING = new Output("", "", 0, Optional.empty());

  public static Output of(String out) {
    return new Output(out, "", 0, Optional.empty());
  }

  /** {@code error: …} and exit code 1. */
  public static Output error(String err) {
    return new Output("", err.endsWith("\n") ? err : err + "\n", 1, Optional.empty());
  }

  public static Output following(String out, Follow follow) {
    return new Output(out, "", 0, Optional.of(follow));
  }

  Output then(Output next) {
    return new Output(
        out + next.out, err + next.err, next.exitCode == 0 ? exitCode : next.exitCode, next.follow);
  }
}
