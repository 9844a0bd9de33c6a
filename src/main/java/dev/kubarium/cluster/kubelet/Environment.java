package dev.kubarium.cluster.kubelet;

import dev.kubarium.cluster.client.Client;
import dev.kubarium.cluster.image.Image;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.Quantities;
import java.math.RoundingMode;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The variables of a container: those of its image, of the Services of its namespace, of its own
 * {@code envFrom} and {@code env}.
 *
 * <p>Models: pkg/kubelet/kubelet_pods.go, makeEnvironmentVariables;
 * third_party/forked/golang/expansion. Left out: after a restore, values come from the ConfigMaps
 * as they are then.
 */
final class Environment {

  private static final Pattern REFERENCE =
      Pattern.compile("\\$(\\$|\\(([A-Za-z_.][-A-Za-z0-9_.]*)\\))");

  private final Client client;
  private final PodWorker pod;
  private final JsonObject container;

  Environment(PodWorker pod, JsonObject container) {
    this.client = pod.client();
    this.pod = pod;
    this.container = container;
  }

  /**
   * Whether some of its variables stand in another object: they are as that was when the container
   * started.
   */
  static boolean asksOthers(JsonObject container) {
    if (container.isSet("envFrom")) {
      return true;
    }
    for (JsonObject variable : container.array("env").objects()) {
      if (variable.isSet("valueFrom")) {
        return true;
      }
    }
    return false;
  }

  /** What keeps the container from being created, in the API's words, or {@code null}. */
  String fault() {
    for (JsonObject source : container.array("envFrom").objects()) {
      String fault = faultOf(source.object("configMapRef"), Kinds.CONFIG_MAP, null);
      fault = fault != null ? fault : faultOf(source.object("secretRef"), Kinds.SECRET, null);
      if (fault != null) {
        return fault;
      }
    }
    for (JsonObject variable : container.array("env").objects()) {
      JsonObject from = variable.object("valueFrom");
      JsonObject configMap = from.object("configMapKeyRef");
      JsonObject secret = from.object("secretKeyRef");
      String fault = faultOf(configMap, Kinds.CONFIG_MAP, configMap.string("key"));
      fault = fault != null ? fault : faultOf(secret, Kinds.SECRET, secret.string("key"));
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private String faultOf(JsonObject reference, dev.kubarium.cluster.object.Kind kind, String key) {
    if (reference.isEmpty() || reference.bool("optional")) {
      return null;
    }
    String name = reference.string("name", "");
    KubeObject found = client.get(kind, pod.object().namespace(), name);
    if (found == null) {
      return kind.singular() + " \"" + name + "\" not found";
    }
    boolean has =
        key == null
            || found.tree().object("data").has(key)
            || found.tree().object("binaryData").has(key);
    return has
        ? null
        : "couldn't find key "
            + key
            + " in "
            + kind.name()
            + " "
            + pod.object().namespace()
            + "/"
            + name;
  }

  Map<String, String> variables(Image image) {
    Map<String, String> variables = new LinkedHashMap<>();
    variables.put("PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin");
    variables.put("HOSTNAME", hostname(pod.object()));
    variables.put("HOME", "/root");
    variables.putAll(image.env());
    services(variables);
    own(variables);
    return variables;
  }

  /** Those of the container's own {@code envFrom} and {@code env} alone. */
  Map<String, String> ownVariables() {
    Map<String, String> variables = new LinkedHashMap<>();
    own(variables);
    return variables;
  }

  private void own(Map<String, String> variables) {
    for (JsonObject source : container.array("envFrom").objects()) {
      String prefix = source.string("prefix", "");
      data(source.object("configMapRef"), Kinds.CONFIG_MAP)
          .forEach((key, value) -> variables.put(prefix + key, value));
      data(source.object("secretRef"), Kinds.SECRET)
          .forEach((key, value) -> variables.put(prefix + key, value));
    }
    for (JsonObject variable : container.array("env").objects()) {
      String value =
          variable.isSet("valueFrom")
              ? from(variable.object("valueFrom"))
              : expand(variable.string("value", ""), variables);
      if (value != null) {
        variables.put(variable.string("name", ""), value);
      }
    }
  }

  static String hostname(KubeObject pod) {
    String own = pod.spec().string("hostname", "");
    return !own.isEmpty()
        ? own
        : pod.spec().bool("hostNetwork") ? pod.spec().string("nodeName", "") : pod.name();
  }

  private void services(Map<String, String> variables) {
    serviceAt(variables, "default", "kubernetes");
    if (!Boolean.FALSE.equals(pod.object().spec().get("enableServiceLinks"))) {
      for (KubeObject service : client.list(Kinds.SERVICE, pod.object().namespace())) {
        serviceAt(variables, service.namespace(), service.name());
      }
    }
  }

  private void serviceAt(Map<String, String> variables, String namespace, String name) {
    KubeObject service = client.get(Kinds.SERVICE, namespace, name);
    String address = service == null ? "" : service.spec().string("clusterIP", "");
    if (address.isEmpty() || address.equals("None")) {
      return;
    }
    String prefix = name.toUpperCase(Locale.ROOT).replace('-', '_');
    variables.put(prefix + "_SERVICE_HOST", address);
    for (JsonObject port : service.spec().array("ports").objects()) {
      variables.putIfAbsent(prefix + "_SERVICE_PORT", String.valueOf(port.get("port")));
      String portName = port.string("name", "");
      if (!portName.isEmpty()) {
        variables.put(
            prefix + "_SERVICE_PORT_" + portName.toUpperCase(Locale.ROOT).replace('-', '_'),
            String.valueOf(port.get("port")));
      }
    }
  }

  private Map<String, String> data(JsonObject reference, dev.kubarium.cluster.object.Kind kind) {
    KubeObject found =
        reference.isEmpty()
            ? null
            : client.get(kind, pod.object().namespace(), reference.string("name", ""));
    return found == null ? Map.of() : data(found);
  }

  /** The data of a ConfigMap or Secret, as text. */
  static Map<String, String> data(KubeObject source) {
    Map<String, String> data = new LinkedHashMap<>();
    boolean secret = source.kind().equals(Kinds.SECRET);
    source
        .tree()
        .object("data")
        .strings()
        .forEach((key, value) -> data.put(key, secret ? decoded(value) : value));
    source
        .tree()
        .object("binaryData")
        .strings()
        .forEach((key, value) -> data.put(key, decoded(value)));
    return data;
  }

  private static String decoded(String base64) {
    try {
      return new String(
          Base64.getMimeDecoder().decode(base64), java.nio.charset.StandardCharsets.UTF_8);
    } catch (IllegalArgumentException broken) {
      return base64;
    }
  }

  private String from(JsonObject source) {
    if (source.isSet("configMapKeyRef")) {
      JsonObject reference = source.object("configMapKeyRef");
      return data(reference, Kinds.CONFIG_MAP).get(reference.string("key", ""));
    }
    if (source.isSet("secretKeyRef")) {
      JsonObject reference = source.object("secretKeyRef");
      return data(reference, Kinds.SECRET).get(reference.string("key", ""));
    }
    return source.isSet("fieldRef")
        ? field(pod, source.object("fieldRef").string("fieldPath", ""))
        : resource(pod, container, source.object("resourceFieldRef"));
  }

  /** What the downward API says under this path of a field. */
  static String field(PodWorker pod, String path) {
    KubeObject object = pod.object();
    Matcher keyed = Pattern.compile("metadata\\.(labels|annotations)\\['(.+)']").matcher(path);
    if (keyed.matches()) {
      return object.metadata().object(keyed.group(1)).string(keyed.group(2), "");
    }
    return switch (path) {
      case "metadata.name" -> object.name();
      case "metadata.namespace" -> object.namespace();
      case "metadata.uid" -> object.uid();
      case "metadata.labels" -> lines(object.labels());
      case "metadata.annotations" -> lines(object.annotations());
      case "spec.nodeName" -> object.spec().string("nodeName", "");
      case "spec.serviceAccountName" -> object.spec().string("serviceAccountName", "");
      case "status.podIP", "status.podIPs" -> pod.ip();
      case "status.hostIP", "status.hostIPs" -> pod.kubelet().addresses().host();
      default -> "";
    };
  }

  private static String lines(JsonObject map) {
    StringBuilder lines = new StringBuilder();
    map.strings()
        .forEach((key, value) -> lines.append(key).append("=\"").append(value).append("\"\n"));
    return lines.toString();
  }

  static String resource(PodWorker pod, JsonObject container, JsonObject reference) {
    String[] path = reference.string("resource", "").split("\\.", 2);
    JsonObject of = container;
    String named = reference.string("containerName", "");
    if (!named.isEmpty()) {
      JsonObject other = pod.object().spec().array("containers").find("name", named);
      of = other == null ? container : other;
    }
    Object amount = of.object("resources").object(path[0]).get(path[path.length - 1]);
    if (amount == null) {
      KubeObject node = pod.kubelet().self();
      amount =
          path[0].equals("limits") && node != null
              ? node.status().object("allocatable").get(path[path.length - 1])
              : "0";
    }
    Object divisor = reference.get("divisor");
    var unit =
        divisor == null || Quantities.amount(divisor).signum() == 0
            ? java.math.BigDecimal.ONE
            : Quantities.amount(divisor);
    return Quantities.amount(amount).divide(unit, 0, RoundingMode.CEILING).toPlainString();
  }

  /**
   * {@code $(NAME)} becomes the variable's value, {@code $$(NAME)} stays as {@code $(NAME)};
   * unknown ones stay.
   */
  static String expand(String text, Map<String, String> variables) {
    if (text.indexOf('$') < 0) {
      return text;
    }
    Matcher references = REFERENCE.matcher(text);
    StringBuilder expanded = new StringBuilder();
    while (references.find()) {
      String name = references.group(2);
      String value = name == null ? "$" : variables.getOrDefault(name, references.group());
      references.appendReplacement(expanded, Matcher.quoteReplacement(value));
    }
    return references.appendTail(expanded).toString();
  }
}
