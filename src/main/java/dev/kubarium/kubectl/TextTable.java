package dev.kubarium.kubectl;

import java.util.ArrayList;
import java.util.List;

/** Rows in columns with three spaces between, as kubectl aligns them. */
final class TextTable {

  private static final int GAP = 3;

  private final List<List<String>> rows = new ArrayList<>();

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
        int width = Math.max(6, row.get(i).length() + GAP);
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
        if (i < row.size() - 1) {
          text.repeat(' ', widths.get(i) - row.get(i).length());
        }
      }
      text.append('\n');
    }
    return text.toString();
  }
}
