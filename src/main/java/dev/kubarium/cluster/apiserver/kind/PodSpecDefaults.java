package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Quantities;
import java.util.List;

/**
 * What the API fills into the spec of a Pod and into the template of whatever makes Pods.
 *
 * <p>Models: pkg/apis/core/v1/defaults.go
 */
final class PodSpecDefaults {

  private static final long READ_BY_ALL = 0644;

  private PodSpecDefaults() {}

  /** The defaults of a template under {@code template}, be it left out. */
  static JsonObject anyTemplate(JsonObject spec) {
    return spec.updateOrCreate(
        "template", template -> template.updateOrCreate("spec", PodSpecDefaults::spec));
  }

  /** The defaults of a template under {@code template}, if there is one. */
  static JsonObject template(JsonObject spec) {
    return spec.update(
        "template", template -> template.updateOrCreate("spec", PodSpecDefaults::spec));
  }

  /** What both a Pod and a template get. */
  static JsonObject spec(JsonObject spec) {
    JsonObject filled =
        text(
                text(text(spec, "restartPolicy", "Always"), "dnsPolicy", "ClusterFirst"),
                "schedulerName",
                "default-scheduler")
            .withDefault("terminationGracePeriodSeconds", 30L)
            .withDefault("securityContext", JsonObject.EMPTY);
    boolean hostNetwork = filled.bool("hostNetwork");
    return serviceAccount(filled)
        .updateEach("containers", container -> container(container, hostNetwork))
        .updateEach("initContainers", container -> container(container, hostNetwork))
        .updateEach("ephemeralContainers", container -> container(container, false))
        .updateEach("volumes", PodSpecDefaults::volume);
  }

  /** What only a Pod gets: a template's Pods get it when they are made. */
  static JsonObject pod(JsonObject spec) {
    return spec(spec)
        .withDefault("enableServiceLinks", true)
        .updateEach("containers", PodSpecDefaults::requestsOfLimits)
        .updateEach("initContainers", PodSpecDefaults::requestsOfLimits);
  }

  /** The old name of the field says the same as the new one. */
  static JsonObject serviceAccount(JsonObject spec) {
    String name = spec.string("serviceAccountName", "");
    if (!name.isEmpty()) {
      return spec.with("serviceAccount", name);
    }
    String old = spec.string("serviceAccount", "");
    return old.isEmpty() ? spec : spec.with("serviceAccountName", old);
  }

  private static JsonObject container(JsonObject container, boolean hostNetwork) {
    return text(
            text(
                text(container, "imagePullPolicy", pullPolicy(container.string("image", ""))),
                "terminationMessagePath",
                "/dev/termination-log"),
            "terminationMessagePolicy",
            "File")
        .withDefault("resources", JsonObject.EMPTY)
        .updateEach("ports", port -> port(port, hostNetwork))
        .updateEach(
            "env",
            variable ->
                variable.update(
                    "valueFrom",
                    source -> source.update("fieldRef", field -> text(field, "apiVersion", "v1"))))
        .update("livenessProbe", PodSpecDefaults::probe)
        .update("readinessProbe", PodSpecDefaults::probe)
        .update("startupProbe", PodSpecDefaults::probe)
        .update(
            "lifecycle",
            lifecycle ->
                lifecycle
                    .update(
                        "postStart", handler -> handler.update("httpGet", PodSpecDefaults::httpGet))
                    .update(
                        "preStop", handler -> handler.update("httpGet", PodSpecDefaults::httpGet)));
  }

  /**
   * {@code Always} for the tag latest (said or not), else {@code IfNotPresent}; a digest pins the
   * image.
   */
  private static String pullPolicy(String image) {
    if (image.contains("@")) {
      return "IfNotPresent";
    }
    int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
    return tag < 0 || image.substring(tag + 1).equals("latest") ? "Always" : "IfNotPresent";
  }

  private static JsonObject port(JsonObject port, boolean hostNetwork) {
    JsonObject filled = text(port, "protocol", "TCP");
    return hostNetwork && port.integer("hostPort", 0) == 0
        ? filled.withOrWithout("hostPort", port.get("containerPort"))
        : filled;
  }

  private static JsonObject probe(JsonObject probe) {
    return probe
        .withDefault("timeoutSeconds", 1L)
        .withDefault("periodSeconds", 10L)
        .withDefault("successThreshold", 1L)
        .withDefault("failureThreshold", 3L)
        .update("httpGet", PodSpecDefaults::httpGet)
        .update("grpc", grpc -> grpc.withDefault("service", ""));
  }

  private static JsonObject httpGet(JsonObject action) {
    return text(text(action, "path", "/"), "scheme", "HTTP");
  }

  private static JsonObject volume(JsonObject volume) {
    if (volume.size() <= 1 && !volume.isEmpty()) {
      return volume.with("emptyDir", JsonObject.EMPTY);
    }
    return volume
        .update("secret", source -> source.withDefault("defaultMode", READ_BY_ALL))
        .update("configMap", source -> source.withDefault("defaultMode", READ_BY_ALL))
        .update(
            "downwardAPI",
            source ->
                source
                    .withDefault("defaultMode", READ_BY_ALL)
                    .updateEach("items", PodSpecDefaults::downwardFile))
        .update(
            "projected",
            source ->
                source
                    .withDefault("defaultMode", READ_BY_ALL)
                    .updateEach(
                        "sources",
                        part ->
                            part.update(
                                    "serviceAccountToken",
                                    token -> token.withDefault("expirationSeconds", 3600L))
                                .update(
                                    "downwardAPI",
                                    down ->
                                        down.updateEach("items", PodSpecDefaults::downwardFile))))
        .update("hostPath", source -> source.withDefault("type", ""))
        .update(
            "ephemeral",
            source ->
                source.update(
                    "volumeClaimTemplate",
                    claim -> claim.update("spec", spec -> text(spec, "volumeMode", "Filesystem"))));
  }

  private static JsonObject downwardFile(JsonObject file) {
    return file.update("fieldRef", field -> text(field, "apiVersion", "v1"));
  }

  /** A limit without a request is a request too. */
  private static JsonObject requestsOfLimits(JsonObject container) {
    return container.update(
        "resources",
        resources -> {
          JsonObject limits = resources.object("limits");
          JsonObject requests = resources.object("requests");
          for (String resource : limits.keys()) {
            requests = requests.withDefault(resource, limits.get(resource));
          }
          return requests.isEmpty() ? resources : resources.with("requests", requests);
        });
  }

  /** A default for a text: upstream takes the empty text for a missing one. */
  static JsonObject text(JsonObject object, String field, String value) {
    return "".equals(object.get(field))
        ? object.with(field, value)
        : object.withDefault(field, value);
  }

  /** {@code Guaranteed}, {@code Burstable} or {@code BestEffort}. */
  static String qosClass(JsonObject spec) {
    boolean any = false;
    boolean guaranteed = true;
    for (String list : List.of("containers", "initContainers")) {
      for (JsonObject container : spec.array(list).objects()) {
        JsonObject resources = container.object("resources");
        for (String resource : List.of("cpu", "memory")) {
          Object request = resources.object("requests").get(resource);
          Object limit = resources.object("limits").get(resource);
          boolean requested = isPositive(request);
          boolean limited = isPositive(limit);
          any |= requested || limited;
          guaranteed &= limited && (!requested || Quantities.compare(request, limit) == 0);
        }
      }
    }
    return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
  }

  private static boolean isPositive(Object quantity) {
    return Quantities.isValid(quantity) && Quantities.amount(quantity).signum() > 0;
  }
}
