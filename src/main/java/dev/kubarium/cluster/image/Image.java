package dev.kubarium.cluster.image;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * An image that can be pulled, and what its programs do.
 *
 * @param name {@code docker.io/library/nginx}
 * @param tags which tags exist
 * @param size bytes
 * @param pull how long a pull takes at most times
 * @param entrypoint what runs where the container says no {@code command}
 * @param arguments what follows it where the container says no {@code args}
 * @param env variables that are set in it
 * @param files path → content
 * @param programs the long-running programs in it
 * @param commands further commands in it, by name
 * @param shell whether it has a shell and the usual tools
 * @param without tools that it lacks though it has a shell
 */
public record Image(
    String name,
    Pattern tags,
    long size,
    Duration pull,
    List<String> entrypoint,
    List<String> arguments,
    Map<String, String> env,
    Map<String, String> files,
    List<Program> programs,
    Map<String, FixedCommand> commands,
    boolean shell,
    List<String> without) {

  /**
   * A command with a fixed answer.
   *
   * @param listening whether it succeeds only once the image's server listens
   */
  public record FixedCommand(
      String out, int exitCode, boolean listening, String otherwise, int otherwiseCode) {}

  /** The program that a command line's first word starts, or {@code null}. */
  public Program program(String word) {
    String base = word.substring(word.lastIndexOf('/') + 1);
    for (Program program : programs) {
      if (program.names().contains(word) || program.names().contains(base)) {
        return program;
      }
    }
    return null;
  }
}
