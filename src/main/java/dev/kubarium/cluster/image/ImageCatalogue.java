package dev.kubarium.cluster.image;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The images whose behaviour is known: the files under {@code images/}. */
public final class ImageCatalogue {

  private static final String FOLDER = "/images/";
  private static final String USUAL_TAGS =
      "latest|stable|mainline|alpine|slim|bookworm|trixie|v?[0-9]+(\\.[0-9]+){0,3}(-(alpine|slim|bookworm|trixie|bullseye|debian|apache|fpm|glibc|musl|uclibc|perl|management|jammy|noble|ubuntu)[0-9.a-z-]*)?";

  private static ImageCatalogue standard;

  private final Map<String, Image> byName = new TreeMap<>();

  /** The product's own catalogue. */
  public static ImageCatalogue standard() {
    if (standard == null) {
      ImageCatalogue loaded = new ImageCatalogue();
      for (String file : ((JsonArray) document("catalogue.yaml").get("files")).strings()) {
        loaded.add(document(file + ".yaml"));
      }
      standard = loaded;
    }
    return standard;
  }

  private static JsonObject document(String file) {
    try (InputStream in = ImageCatalogue.class.getResourceAsStream(FOLDER + file)) {
      if (in == null) {
        throw new IllegalStateException("no description of an image in " + FOLDER + file);
      }
      Map<String, Object> map =
          new Yaml(new SafeConstructor(new LoaderOptions()))
              .load(new InputStreamReader(in, StandardCharsets.UTF_8));
      return JsonObject.copyOf(map);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /** Adds the images of a document: one, or several under {@code images}. */
  public void add(JsonObject document) {
    for (JsonObject image :
        document.has("images") ? document.array("images").objects() : List.of(document)) {
      Image read = image(image);
      byName.put(read.name(), read);
    }
  }

  /** A copy to which an instructor's own images can be added. */
  public ImageCatalogue copy() {
    ImageCatalogue copy = new ImageCatalogue();
    copy.byName.putAll(byName);
    return copy;
  }

  /** The image of this name, whatever its tag, or {@code null}. */
  public Image find(ImageReference reference) {
    return byName.get(reference.name());
  }

  /**
   * The name in the catalogue that is nearest to a wrong one, as one would write it, or {@code
   * null}.
   */
  public String nearest(String wrong) {
    ImageReference reference = ImageReference.parse(wrong.toLowerCase(java.util.Locale.ROOT));
    if (reference == null) {
      return null;
    }
    String asked = shortName(reference.name());
    String nearest = null;
    int least = Math.max(2, asked.length() / 3) + 1;
    for (String name : byName.keySet()) {
      int distance = distance(asked, shortName(name));
      if (distance < least) {
        least = distance;
        nearest = shortName(name);
      }
    }
    return nearest;
  }

  private static String shortName(String name) {
    return name.replaceFirst("^docker\\.io/(library/)?", "");
  }

  /** How many letters must be put, removed or replaced. */
  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int replaced = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  /** What an image of which nothing is known does: it serves its declared ports and says hello. */
  public static Image plain(ImageReference reference) {
    Program program =
        program(
            JsonObject.of(
                "starts", "500ms",
                "memory", "24Mi",
                "answers",
                    JsonArray.of(JsonObject.of("path", "/*", "body", "Hello from ${hostname}\n"))));
    return new Image(
        reference.name(),
        Pattern.compile(".*"),
        50_000_000,
        Duration.ofSeconds(2),
        List.of(),
        List.of(),
        Map.of(),
        Map.of(),
        List.of(program),
        Map.of(),
        true,
        List.of());
  }

  private static Image image(JsonObject tree) {
    ImageReference reference = ImageReference.parse(tree.string("name"));
    Map<String, Image.FixedCommand> commands = new TreeMap<>();
    tree.object("commands")
        .forEach(
            (name, value) -> {
              JsonObject command = (JsonObject) value;
              commands.put(
                  name,
                  new Image.FixedCommand(
                      command.string("out", ""),
                      (int) command.integer("code", 0),
                      command.bool("listening"),
                      command.string("otherwise", ""),
                      (int) command.integer("otherwiseCode", 1)));
            });
    List<Program> programs = new ArrayList<>();
    for (JsonObject program : tree.array("programs").objects()) {
      programs.add(program(program));
    }
    return new Image(
        reference.name(),
        Pattern.compile(tree.has("tags") ? "latest|" + tree.string("tags") : USUAL_TAGS),
        Quantities.value(tree.string("size", "20M")),
        duration(tree.string("pull", "2s")),
        tree.array("entrypoint").strings(),
        tree.array("command").strings(),
        tree.object("env").strings(),
        tree.object("files").strings(),
        List.copyOf(programs),
        commands,
        !Boolean.FALSE.equals(tree.get("shell")),
        tree.array("without").strings());
  }

  private static Program program(JsonObject tree) {
    List<Program.Route> routes = new ArrayList<>();
    for (JsonObject route : tree.array("answers").objects()) {
      routes.add(
          new Program.Route(
              route.string("path", "/*"),
              (int) route.integer("status", 200),
              route.string("body", ""),
              duration(route.string("after", "0s")),
              route.has("until") ? duration(route.string("until")) : null,
              route.string("tags"),
              route.string("argument")));
    }
    List<Program.Need> needs = new ArrayList<>();
    for (JsonObject need : tree.array("needs").objects()) {
      needs.add(
          new Program.Need(
              need.array("anyOf").strings(),
              List.of(need.string("says", "").stripTrailing().split("\n")),
              (int) need.integer("code", 1)));
    }
    List<Integer> ports = new ArrayList<>();
    for (Object port : tree.array("ports")) {
      ports.add(((Long) port).intValue());
    }
    JsonObject stop = tree.object("stop");
    long memory = Quantities.value(tree.string("memory", "8Mi"));
    return new Program(
        tree.array("names").strings(),
        duration(tree.string("starts", "300ms")),
        ports,
        pattern(tree, "portArgument"),
        pattern(tree, "serves"),
        pattern(tree, "textArgument"),
        tree.string("root"),
        tree.string("portVariable"),
        List.copyOf(routes),
        tree.string("log", "").isEmpty()
            ? List.of()
            : List.of(tree.string("log").stripTrailing().split("\n")),
        tree.string("accessLog"),
        List.copyOf(needs),
        tree.has("runs") ? duration(tree.string("runs")) : null,
        (int) tree.integer("exitCode", 0),
        Boolean.FALSE.equals(tree.get("stop")) ? null : duration(stop.string("after", "200ms")),
        (int) stop.integer("code", 0),
        memory,
        Quantities.value(tree.object("grows").string("perMinute", "0")),
        Quantities.value(tree.object("grows").string("most", "0")),
        pattern(tree, "memoryArgument"),
        Quantities.milli(tree.string("cpu", "1m")),
        Quantities.milli(tree.string("cpuPerRequest", "1m")));
  }

  private static Pattern pattern(JsonObject tree, String field) {
    return tree.has(field) ? Pattern.compile(tree.string(field)) : null;
  }

  private static Duration duration(String text) {
    return text.endsWith("ms")
        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
        : text.endsWith("m")
            ? Duration.ofMinutes(Long.parseLong(text.substring(0, text.length() - 1)))
            : Duration.ofMillis(
                Math.round(Double.parseDouble(text.substring(0, text.length() - 1)) * 1000));
  }

  /** All names, in order. */
  public List<String> names() {
    return List.copyOf(byName.keySet());
  }

  /** Images by name, for a page that lists them. */
  public Map<String, Image> images() {
    return new LinkedHashMap<>(byName);
  }
}
