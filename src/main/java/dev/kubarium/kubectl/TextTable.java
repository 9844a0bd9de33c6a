package dev.kubarium.kubectl;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns with three spaces between, as kubectl aligns them. */
final class TextTable {

  private int gap = 3;
  private int least = 6;
  private boolean trailing;

  private final List<List<String>> rows = new ArrayList<>();

  /**
   * Other distances than those of {@code kubectl get}: between columns, and the least width of one.
   */
  TextTable gap(int between, int leastWidth) {
    gap = between;
    least = leastWidth;
    return this;
  }

  /** The last column ends with spaces as well. */
  TextTable trailing() {
    trailing = true;
    return this;
  }

  TextTable row(List<String> cells) {
    rows.add(cells);
    return this;
  }

  TextTable row(String... cells) {
    return row(List.of(cells));
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  @Override
  public String toString() {
    return text(new ArrayList<>());
  }

  /**
   * Widths never get smaller than those of earlier prints, so that the rows of a watch stay in
   * line.
   */
  String text(List<Integer> widths) {
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        int width = Math.max(least, row.get(i).length() + gap);
        if (i < widths.size()) {
          widths.set(i, Math.max(widths.get(i), width));
        } else {
          widths.add(width);
        }
      }
    }
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        text.append(row.get(i));
        if (i < row.size() - 1 || trailing) {
          text.repeat(' ', widths.get(i) - row.get(i).length());
        }
      }
      text.append('\n');
    }
    return text.toString();
  }
}
