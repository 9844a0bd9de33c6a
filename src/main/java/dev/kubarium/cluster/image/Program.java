package dev.kubarium.cluster.image;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One long-running program of an image, as data.
 *
 * @param names what it is called on a command line; the empty list for the plain server of an
 *     unknown image
 * @param starts how long until it listens
 * @param ports where it listens, if no argument or variable says otherwise
 * @param portArgument a pattern whose first group, found in the command line, is the port
 * @param serves it serves only where this is found in the command line; else it ends at once
 * @param textArgument a pattern whose first group is what {@code ${text}} stands for in its answers
 * @param root the folder of the files that it serves, or {@code null}
 * @param portVariable a variable that says the port, or {@code null}
 * @param answers what it answers to HTTP; the first that fits
 * @param log what it says while it starts
 * @param accessLog what it says at each request, or {@code null}
 * @param needs without these it does not start
 * @param runs how long it runs before it ends by itself; {@code null} for ever
 * @param exitCode with what it then ends
 * @param stops how long it takes to end when asked to; {@code null} where it does not listen to
 *     SIGTERM
 * @param stopCode with what it then ends
 * @param memory bytes it uses when started
 * @param memoryPerMinute bytes by which that grows
 * @param memoryMost bytes at which it stops growing
 * @param memoryArgument a pattern whose first group is the amount it takes instead
 * @param cpuMilli thousandths of a core when nobody asks anything
 * @param cpuPerRequest thousandths of a core for each request a second
 */
public record Program(
    List<String> names,
    Duration starts,
    List<Integer> ports,
    Pattern portArgument,
    Pattern serves,
    Pattern textArgument,
    String root,
    String portVariable,
    List<Route> answers,
    List<String> log,
    String accessLog,
    List<Need> needs,
    Duration runs,
    int exitCode,
    Duration stops,
    int stopCode,
    long memory,
    long memoryPerMinute,
    long memoryMost,
    Pattern memoryArgument,
    long cpuMilli,
    long cpuPerRequest) {

  /**
   * A path and what is answered there.
   *
   * @param path exact, or a prefix where it ends with {@code *}
   * @param tags answered only by images of such a tag
   * @param argument answered only where the command line holds this word
   * @param after answered only from this long after the start
   * @param until answered only until this long after the start; {@code null} for ever
   */
  public record Route(
      String path,
      int status,
      String body,
      Duration after,
      Duration until,
      String tags,
      String argument) {

    boolean fits(String asked, long age, String tag, List<String> command) {
      boolean there =
          path.endsWith("*")
              ? asked.startsWith(path.substring(0, path.length() - 1))
              : asked.equals(path);
      return there
          && age >= after.toMillis()
          && (until == null || age < until.toMillis())
          && (tags == null || tag.matches(tags))
          && (argument == null || command.contains(argument));
    }
  }

  /** One of the variables must be set, or the program says this and ends. */
  public record Need(List<String> anyOf, List<String> says, int exitCode) {}

  /** Whether this command line makes it serve. */
  public boolean isServedBy(List<String> command) {
    return serves == null || serves.matcher(String.join(" ", command)).find();
  }
}
