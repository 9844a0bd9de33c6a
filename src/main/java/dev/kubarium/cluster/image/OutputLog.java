package dev.kubarium.cluster.image;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * What a container has written, and (where a script could be run ahead) will write: the last lines
 * of it.
 */
public final class OutputLog {

  /** {@code at}: virtual milliseconds. */
  public record Line(long at, String text) {}

  private static final int MOST_LINES = 1_000;
  private static final int LONGEST_LINE = 4_096;

  private ArrayDeque<Line> lines;
  private String unfinished = "";
  private long unfinishedAt;

  /** Writes text that may hold several lines, or only a part of one. */
  public void write(long at, String text) {
    if (lines == null) {
      lines = new ArrayDeque<>();
    }
    int from = 0;
    while (from < text.length()) {
      int end = text.indexOf('\n', from);
      if (unfinished.isEmpty()) {
        unfinishedAt = at;
      }
      int to = end < 0 ? text.length() : end;
      if (unfinished.length() < LONGEST_LINE) {
        unfinished += text.substring(from, Math.min(to, from + LONGEST_LINE));
      }
      if (end < 0) {
        return;
      }
      lines.add(new Line(unfinishedAt, unfinished));
      unfinished = "";
      if (lines.size() > MOST_LINES) {
        lines.poll();
      }
      from = end + 1;
    }
  }

  /** How many lines are of later than this. */
  public int after(long time) {
    int later = 0;
    if (lines != null) {
      for (var newestFirst = lines.descendingIterator();
          newestFirst.hasNext() && newestFirst.next().at() > time; ) {
        later++;
      }
    }
    return later;
  }

  /** Nothing is written after this; what would have been is forgotten. */
  public void close(long at) {
    cutAfter(at);
  }

  /** Forgets what is of later than this. */
  void cutAfter(long time) {
    if (lines != null) {
      while (!lines.isEmpty() && lines.peekLast().at() > time) {
        lines.pollLast();
      }
      unfinished = "";
    }
  }

  /** The lines up to this time, oldest first. */
  public List<Line> until(long time) {
    List<Line> all = new ArrayList<>();
    if (lines != null) {
      for (Line line : lines) {
        if (line.at() <= time) {
          all.add(line);
        }
      }
      if (!unfinished.isEmpty() && unfinishedAt <= time) {
        all.add(new Line(unfinishedAt, unfinished));
      }
    }
    return all;
  }

  /** When the first line after this time is due, or {@code Long.MAX_VALUE}. */
  public long nextAfter(long time) {
    if (lines != null) {
      for (Line line : lines) {
        if (line.at() > time) {
          return line.at();
        }
      }
    }
    return Long.MAX_VALUE;
  }
}
