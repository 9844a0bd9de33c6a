package dev.kubarium.cluster.image;

import java.util.List;

/** What a container sees of the world outside it, as it is now. */
public interface Surroundings {

  /**
   * The end of an HTTP request.
   *
   * @param failure {@code null} where there was an answer; else {@code "refused"}, {@code
   *     "timeout"} or {@code "name"}
   * @param address the address that the name stood for, or {@code null}
   * @param millis how long it took
   */
  record Reply(Answer answer, String failure, String address, long millis) {}

  /** Virtual milliseconds. */
  long now();

  /** Sends an HTTP request; {@code named}: the host that its header names. */
  Reply http(String method, String host, int port, String path, String named);

  /**
   * Whether somebody accepts a connection there: {@code null}, or the failure as in {@link Reply}.
   */
  String connect(String host, int port);

  /** The addresses of a name; empty where there is no such name. */
  List<String> resolve(String name);

  /**
   * The full name under which {@link #resolve} found it, e.g. {@code
   * web.default.svc.cluster.local}.
   */
  String fullName(String name);

  /** The content of a file in a mounted volume, or {@code null}. */
  String mountedFile(String path);

  /** The names in a mounted directory, or {@code null} where this is none. */
  List<String> mountedNames(String directory);

  /** Whether a path lies in a mounted volume. */
  boolean isMounted(String path);

  /**
   * Writes a file of a mounted volume ({@code null} removes it). Answers false where it is
   * read-only.
   */
  boolean writeMounted(String path, String content);
}
