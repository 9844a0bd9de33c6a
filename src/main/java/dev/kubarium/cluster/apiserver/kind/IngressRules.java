package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * Which Service answers for which host and path.
 *
 * <p>Models: pkg/registry/networking/ingress, pkg/apis/networking/validation
 */
final class IngressRules implements KindRules {

  private static final String CLASS_ANNOTATION = "kubernetes.io/ingress.class";
  private static final List<String> PATH_TYPES =
      List.of("Exact", "ImplementationSpecific", "Prefix");
  private static final List<String> WRONG_IN_PATH = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> WRONG_AT_END = List.of("/..", "/.");
  private static final String WILDCARD_REGEX =
      "\\*\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*";
  private static final int MOST_HOSTS = 3;

  @Override
  public Kind kind() {
    return Kinds.INGRESS;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public JsonObject prepareCreate(JsonObject object, RuleContext context) {
    return object.with("status", JsonObject.of("loadBalancer", JsonObject.EMPTY));
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    FieldErrors at = errors.in("spec");
    JsonObject spec = object.spec();
    String annotated = object.annotations().string(CLASS_ANNOTATION, "");
    if (!annotated.isEmpty() && spec.isSet("ingressClassName")) {
      errors.invalid(
          "metadata.annotations[" + CLASS_ANNOTATION + "]",
          annotated,
          "can not be set when the class field is also set");
    }
    if (spec.array("rules").isEmpty() && !spec.isSet("defaultBackend")) {
      errors.invalid(
          "spec", spec.get("rules"), "either `defaultBackend` or `rules` must be specified");
    }
    if (spec.isSet("defaultBackend")) {
      backend(at.in("defaultBackend"), spec.object("defaultBackend"));
    }
    JsonArray rules = spec.array("rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(at.in("rules", i), rules.object(i));
    }
    JsonArray tls = spec.array("tls");
    for (int i = 0; i < tls.size(); i++) {
      List<String> hosts = tls.object(i).array("hosts").strings();
      for (int j = 0; j < hosts.size(); j++) {
        host(at.in("tls", i), "hosts[" + j + "]", hosts.get(j));
      }
      if (!tls.object(i).string("secretName", "").isEmpty()) {
        FieldChecks.name(
            at.in("tls", i),
            "secretName",
            tls.object(i).string("secretName"),
            NameRule.DNS_SUBDOMAIN);
      }
    }
    if (spec.isSet("ingressClassName")) {
      FieldChecks.name(
          at, "ingressClassName", spec.string("ingressClassName", ""), NameRule.DNS_SUBDOMAIN);
    }
  }

  private static void rule(FieldErrors errors, JsonObject rule) {
    String host = rule.string("host", "");
    if (!host.isEmpty()) {
      if (FieldChecks.isIp(host)) {
        errors.invalid("host", host, "must be a DNS name, not an IP address");
      } else {
        host(errors, "host", host);
      }
    }
    if (!rule.isSet("http")) {
      return;
    }
    JsonArray paths = rule.object("http").array("paths");
    if (paths.isEmpty()) {
      errors.required("http.paths", "");
    }
    for (int i = 0; i < paths.size(); i++) {
      path(errors.in("http").in("paths", i), paths.object(i));
    }
  }

  private static void host(FieldErrors errors, String field, String host) {
    if (!host.contains("*")) {
      FieldChecks.name(errors, field, host, NameRule.DNS_SUBDOMAIN);
    } else if (!host.matches(WILDCARD_REGEX)) {
      errors.invalid(
          field,
          host,
          "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS subdomain, which must consist of lower"
              + " case alphanumeric characters, '-' or '.' and end with an alphanumeric character (e.g. '*.example.com',"
              + " regex used for validation is '"
              + WILDCARD_REGEX
              + "')");
    }
  }

  private static void path(FieldErrors errors, JsonObject path) {
    String type = path.string("pathType", "");
    String text = path.string("path", "");
    switch (type) {
      case "" -> errors.required("pathType", "pathType must be specified");
      case "Exact", "Prefix" -> {
        if (!text.startsWith("/")) {
          errors.invalid("path", text, "must be an absolute path");
        }
        if (!text.isEmpty()) {
          WRONG_IN_PATH.stream()
              .filter(text::contains)
              .forEach(wrong -> errors.invalid("path", text, "must not contain '" + wrong + "'"));
          WRONG_AT_END.stream()
              .filter(text::endsWith)
              .forEach(wrong -> errors.invalid("path", text, "cannot end with '" + wrong + "'"));
        }
      }
      case "ImplementationSpecific" -> {
        if (!text.isEmpty() && !text.startsWith("/")) {
          errors.invalid("path", text, "must be an absolute path");
        }
      }
      default -> errors.notSupported("pathType", type, PATH_TYPES);
    }
    backend(errors.in("backend"), path.object("backend"));
  }

  private static void backend(FieldErrors errors, JsonObject backend) {
    boolean service = backend.isSet("service");
    boolean resource = backend.isSet("resource");
    if (service && resource) {
      errors.invalid("", "", "cannot set both resource and service backends");
    } else if (service) {
      JsonObject target = backend.object("service");
      FieldErrors at = errors.in("service");
      if (FieldChecks.required(at, target, "name")) {
        FieldChecks.name(at, "name", target.string("name"), NameRule.DNS_1035_LABEL);
      }
      JsonObject port = target.object("port");
      boolean named = !port.string("name", "").isEmpty();
      boolean numbered = port.integer("number", 0) != 0;
      if (named && numbered) {
        errors.invalid("", "", "cannot set both port name & port number");
      } else if (named) {
        FieldChecks.portNumberOrName(at, "port.name", port.get("name"));
      } else if (numbered) {
        FieldChecks.portNumber(at, "port.number", port.integer("number", 0));
      } else {
        errors.required("", "port name or number is required");
      }
    } else if (!resource) {
      errors.invalid("", "", "resource or service backend is required");
    }
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Class", (object, now) -> className(object)),
        Column.text("Hosts", (object, now) -> hosts(object)),
        Column.text("Address", (object, now) -> address(object)),
        Column.text(
            "Ports", (object, now) -> object.spec().array("tls").isEmpty() ? "80" : "80, 443"),
        Column.AGE);
  }

  private static String className(KubeObject ingress) {
    String name = ingress.spec().string("ingressClassName", "");
    return name.isEmpty() ? ingress.annotations().string(CLASS_ANNOTATION, "<none>") : name;
  }

  private static String hosts(KubeObject ingress) {
    List<String> hosts =
        ingress.spec().array("rules").objects().stream()
            .map(rule -> rule.string("host", ""))
            .filter(host -> !host.isEmpty())
            .toList();
    if (hosts.isEmpty()) {
      return "*";
    }
    String shown = String.join(",", hosts.subList(0, Math.min(MOST_HOSTS, hosts.size())));
    return hosts.size() > MOST_HOSTS
        ? shown + " + " + (hosts.size() - MOST_HOSTS) + " more..."
        : shown;
  }

  private static String address(KubeObject ingress) {
    return String.join(
        ",",
        ingress.status().object("loadBalancer").array("ingress").objects().stream()
            .map(each -> each.string("ip", each.string("hostname", "")))
            .filter(each -> !each.isEmpty())
            .toList());
  }
}
