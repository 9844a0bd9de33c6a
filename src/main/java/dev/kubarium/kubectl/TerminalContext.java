package dev.kubarium.kubectl;

import dev.kubarium.cluster.apiserver.ApiServer;
import dev.kubarium.cluster.apiserver.Caller;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Where a line is typed: the cluster, who types, the namespace that is set, and the files that lie
 * there.
 */
public final class TerminalContext {

  private static final int MOST_FILES = 100;

  private final ApiServer api;
  private final Caller caller;
  private final TreeMap<String, String> files = new TreeMap<>();
  private String namespace = "default";
  private String input = "";
  private boolean french;
  private String edit;
  private String shell;

  /**
   * @param files name → content
   */
  public TerminalContext(ApiServer api, Caller caller, Map<String, String> files) {
    this.api = api;
    this.caller = caller;
    this.files.putAll(files);
  }

  public ApiServer api() {
    return api;
  }

  public Caller caller() {
    return caller;
  }

  public boolean isFrench() {
    return french;
  }

  /** In which of the two languages help and hints are; what kubectl itself says stays as it is. */
  public TerminalContext inFrench(boolean isIt) {
    french = isIt;
    return this;
  }

  /** The files by name, in the order of their names. */
  public Map<String, String> files() {
    return java.util.Collections.unmodifiableMap(files);
  }

  public String namespace() {
    return namespace;
  }

  public void setNamespace(String other) {
    namespace = other;
  }

  public List<String> fileNames() {
    return List.copyOf(files.keySet());
  }

  /** The content of a file, or {@code null}. {@code ./} before a name means nothing. */
  public String file(String name) {
    return files.get(name.startsWith("./") ? name.substring(2) : name);
  }

  /** Refused with a {@link KubectlException} where there are too many. */
  public void write(String name, String content) {
    if (!files.containsKey(name) && files.size() >= MOST_FILES) {
      throw new KubectlException("bash: " + name + ": No space left on device");
    }
    files.put(name, content);
  }

  public void remove(String name) {
    files.remove(name);
  }

  /** Asks the page to open the object at this path of the API in its editor. */
  void openEditor(String path) {
    edit = path;
  }

  /** The path of what is to be edited, or {@code null}. */
  public String takeEdit() {
    return edit;
  }

  /** Asks the page to go on with the shell behind this path of the API. */
  void openShell(String path) {
    shell = path;
  }

  /** The path and query of the stream of a shell, or {@code null}. */
  public String takeShell() {
    return shell;
  }

  /** What the next command finds on its standard input. */
  String input() {
    return input;
  }

  void setInput(String text) {
    input = text;
  }
}
