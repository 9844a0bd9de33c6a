package dev.kubarium.cluster.controller.job;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** A set of completion indexes as a Job's status writes it: {@code 1,3-5,7}. */
final class Indexes {

  private Indexes() {}

  /**
   * {@code 1,3-5} is 1, 3, 4, 5; what is no number is left out, and so is what is not below {@code
   * end}.
   */
  static TreeSet<Long> parse(String text, long end) {
    TreeSet<Long> indexes = new TreeSet<>();
    for (String part : text.split(",")) {
      String[] ends = part.split("-");
      if (part.matches("[0-9]+(-[0-9]+)?")) {
        for (long i = Long.parseLong(ends[0]);
            i <= Long.parseLong(ends[ends.length - 1]) && i < end;
            i++) {
          indexes.add(i);
        }
      }
    }
    return indexes;
  }

  /** 1, 3, 4, 5 is {@code 1,3-5}; 1, 2 is {@code 1,2}. */
  static String print(TreeSet<Long> indexes) {
    List<String> parts = new ArrayList<>();
    Long first = null;
    long last = -1;
    for (long index : indexes) {
      if (first != null && index != last + 1) {
        parts.add(range(first, last));
        first = null;
      }
      first = first == null ? Long.valueOf(index) : first;
      last = index;
    }
    if (first != null) {
      parts.add(range(first, last));
    }
    return String.join(",", parts);
  }

  private static String range(long first, long last) {
    return first == last ? Long.toString(first) : first + (last == first + 1 ? "," : "-") + last;
  }
}
