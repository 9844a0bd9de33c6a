package dev.kubarium.cluster.image;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The files of one container with their past: what was, and (where a script ran ahead) will be, in
 * them at a time.
 */
public final class Files {

  private static final int MOST_FILES = 500;
  private static final int LONGEST_FILE = 64 * 1024;

  /** {@code content} is {@code null} from when on the file is not there. */
  private record Version(long at, String content) {}

  private final TreeMap<String, List<Version>> versions = new TreeMap<>();
  private final TreeSet<String> directories =
      new TreeSet<>(
          List.of(
              "/",
              "/etc",
              "/tmp",
              "/var",
              "/var/log",
              "/usr",
              "/bin",
              "/root",
              "/home",
              "/dev",
              "/proc"));

  /** {@code null} where there is no such file then. */
  public String read(String path, long at) {
    List<Version> all = versions.get(path);
    String content = null;
    if (all != null) {
      for (Version version : all) {
        if (version.at() <= at) {
          content = version.content();
        }
      }
    }
    return content;
  }

  /** Answers false where there is no room. */
  public boolean write(String path, String content, long at) {
    if (content != null
        && (content.length() > LONGEST_FILE
            || versions.size() >= MOST_FILES && !versions.containsKey(path))) {
      return false;
    }
    List<Version> all = versions.computeIfAbsent(path, fresh -> new ArrayList<>(2));
    all.removeIf(version -> version.at() == at);
    int index = all.size();
    while (index > 0 && all.get(index - 1).at() > at) {
      index--;
    }
    all.add(index, new Version(at, content));
    if (all.size() > 64) {
      all.remove(0);
    }
    return true;
  }

  public void makeDirectory(String path) {
    directories.add(path);
  }

  public boolean isDirectory(String path, long at) {
    if (directories.contains(path)) {
      return true;
    }
    String prefix = path.endsWith("/") ? path : path + "/";
    String first = versions.ceilingKey(prefix);
    while (first != null && first.startsWith(prefix)) {
      if (read(first, at) != null) {
        return true;
      }
      first = versions.higherKey(first);
    }
    return directories.ceiling(prefix) != null && directories.ceiling(prefix).startsWith(prefix);
  }

  /** The names directly in a directory, in order. */
  public TreeSet<String> names(String directory, long at) {
    String prefix = directory.endsWith("/") ? directory : directory + "/";
    TreeSet<String> names = new TreeSet<>();
    versions.forEach(
        (path, all) -> {
          if (path.startsWith(prefix) && read(path, at) != null) {
            names.add(first(path.substring(prefix.length())));
          }
        });
    for (String path : directories) {
      if (path.startsWith(prefix) && path.length() > prefix.length()) {
        names.add(first(path.substring(prefix.length())));
      }
    }
    return names;
  }

  private static String first(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  /** The next moment after this one at which a file changes, as far as is known. */
  public long nextChange(long after) {
    long next = Long.MAX_VALUE;
    for (List<Version> all : versions.values()) {
      for (Version version : all) {
        if (version.at() > after) {
          next = Math.min(next, version.at());
        }
      }
    }
    return next;
  }

  /** Forgets what is of later than this. */
  void cutAfter(long time) {
    for (List<Version> all : versions.values()) {
      all.removeIf(version -> version.at() > time);
    }
  }
}
