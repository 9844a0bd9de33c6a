package dev.kubarium.web;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.ApiResponse;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.apiserver.FieldValidation;
import dev.kubarium.cluster.apiserver.KindRegistry.Served;
import dev.kubarium.cluster.apiserver.PatchType;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.object.ObjectKey;
import dev.kubarium.cluster.object.Yaml;
import dev.kubarium.cluster.object.YamlDocument;
import dev.kubarium.cluster.object.YamlException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Applies the documents of an editor, all or none: where one is refused the cluster stays as it
 * was, and each fault is put on the line it belongs to.
 */
final class YamlApply {

  static final String MANAGER = "kubarium-page";

  private static final Pattern UNKNOWN_FIELD =
      Pattern.compile("(unknown|duplicate) field \"([^\"]+)\"");
  private static final Pattern GO_FIELD =
      Pattern.compile("Go struct field [A-Za-z0-9]+\\.([A-Za-z0-9_.\\[\\]]+) of type");
  private static final Pattern TYPED_PATCH =
      Pattern.compile(
          "^failed to create typed patch object \\([^)]*\\): (?:errors:\n)?(.*)$", Pattern.DOTALL);
  private static final Pattern TYPED_FAULT =
      Pattern.compile(
          "^(\\.\\S.*?): (field not declared in schema|expected .*|duplicate entries .*|element .*)$");
  private static final Pattern MISSING_KEY =
      Pattern.compile("^element (\\d+): .* omits key field \"([^\"]+)\"");
  private static final int MOST_DOCUMENTS = 50;

  /** One fault. {@code code} names the explanation in the reader's language. */
  record Problem(int document, int line, int column, String path, String message, String code) {}

  /** One object that was written. {@code result} is created, configured or unchanged. */
  record Applied(
      int document, String kind, String namespace, String name, String uid, String result) {}

  /** Either what was applied, or what is wrong. */
  record Outcome(List<Applied> applied, List<Problem> problems) {}

  private YamlApply() {}

  /** To be called in the session's turn. With {@code dryRun} nothing is changed. */
  static Outcome apply(Cluster cluster, String text, boolean dryRun) {
    List<YamlDocument> documents;
    try {
      documents = YamlDocument.filled(Yaml.parse(text));
    } catch (YamlException broken) {
      return refused(
          new Problem(
              1, broken.line(), broken.column(), "", broken.getMessage(), code(broken.fault())));
    }
    if (documents.isEmpty()) {
      return refused(new Problem(1, 1, 1, "", "no objects passed to apply", "empty"));
    }
    if (documents.size() > MOST_DOCUMENTS) {
      return refused(
          new Problem(
              MOST_DOCUMENTS + 1,
              documents.get(MOST_DOCUMENTS).line(),
              1,
              "",
              documents.size() + " documents",
              "tooManyDocuments"));
    }
    boolean rehearse = dryRun || documents.size() > 1;
    Outcome outcome = run(rehearse ? Cluster.restore(cluster.snapshot()) : cluster, documents);
    return !rehearse || dryRun || !outcome.problems().isEmpty() ? outcome : run(cluster, documents);
  }

  private static Outcome refused(Problem problem) {
    return new Outcome(List.of(), List.of(problem));
  }

  private static String code(YamlException.Fault fault) {
    return switch (fault) {
      case SYNTAX -> "yamlSyntax";
      case DUPLICATE_KEY -> "duplicateKey";
      case TOO_LARGE -> "tooLarge";
      case TOO_MANY_ALIASES -> "tooManyAliases";
    };
  }

  private static Outcome run(Cluster cluster, List<YamlDocument> documents) {
    List<Applied> applied = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    for (int i = 0; i < documents.size(); i++) {
      YamlDocument document = documents.get(i);
      try {
        applied.add(one(cluster, document, i + 1));
      } catch (NotAnObject fault) {
        problems.add(problem(document, i + 1, fault.path, fault.getMessage(), fault.code));
      } catch (ApiException refusal) {
        problems.addAll(problems(document, i + 1, refusal));
      }
    }
    return new Outcome(applied, problems);
  }

  private static final class NotAnObject extends Exception {
    private static final long serialVersionUID = 1;
    final String path;
    final String code;

    NotAnObject(String path, String code, String message) {
      super(message);
      this.path = path;
      this.code = code;
    }
  }

  private static Applied one(Cluster cluster, YamlDocument document, int number)
      throws NotAnObject {
    if (!(document.value() instanceof JsonObject object)) {
      throw new NotAnObject("", "notAnObject", "this document is no mapping of fields");
    }
    String apiVersion = object.string("apiVersion", "");
    String kindName = object.string("kind", "");
    if (apiVersion.isEmpty()) {
      throw new NotAnObject("apiVersion", "missingField", "apiVersion not set");
    }
    if (kindName.isEmpty()) {
      throw new NotAnObject("kind", "missingField", "kind not set");
    }
    Served served =
        cluster
            .api()
            .kinds()
            .findByName(apiVersion, kindName)
            .orElseThrow(
                () ->
                    new NotAnObject(
                        "kind",
                        "unknownKind",
                        "no matches for kind \""
                            + kindName
                            + "\" in version \""
                            + apiVersion
                            + "\""));
    JsonObject metadata = object.object("metadata");
    String name = metadata.string("name", "");
    if (name.isEmpty()) {
      throw new NotAnObject("metadata.name", "missingField", "resource name may not be empty");
    }
    String namespace = served.kind().namespaced() ? metadata.string("namespace", "default") : "";
    KubeObject before = cluster.store().get(ObjectKey.of(served.rules().kind(), namespace, name));
    ApiOptions options =
        ApiOptions.NONE
            .withWriting(MANAGER, false, FieldValidation.STRICT)
            .withPatch(PatchType.APPLY, true);
    JsonObject wished =
        object
            .update(
                "metadata",
                each ->
                    each.without("managedFields")
                        .without("resourceVersion")
                        .without("uid")
                        .without("creationTimestamp")
                        .without("generation"))
            .without("status");
    ApiResponse response =
        cluster
            .api()
            .handle(ApiRequest.patch(served.kind(), namespace, name, wished, options, Caller.YOU));
    KubeObject after = response.object();
    String result =
        before == null
            ? "created"
            : before.revision() == after.revision() ? "unchanged" : "configured";
    return new Applied(number, kindName, namespace, name, after.uid(), result);
  }

  private static List<Problem> problems(YamlDocument document, int number, ApiException refusal) {
    List<Problem> problems = new ArrayList<>();
    for (JsonObject cause : refusal.details().array("causes").objects()) {
      String field = cause.string("field", "");
      problems.add(
          problem(
              document,
              number,
              field,
              (field.isEmpty() ? "" : field + ": ") + cause.string("message", ""),
              codeOf(cause.string("reason", ""), cause.string("message", ""))));
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    for (Matcher each = UNKNOWN_FIELD.matcher(refusal.getMessage()); each.find(); ) {
      problems.add(
          problem(
              document,
              number,
              each.group(2),
              each.group(),
              each.group(1).equals("unknown") ? "unknownField" : "duplicateKey"));
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    Matcher typed = TYPED_PATCH.matcher(refusal.getMessage());
    if (typed.matches() && document.value() instanceof JsonObject object) {
      for (String line : typed.group(1).split("\n")) {
        Matcher fault = TYPED_FAULT.matcher(line.strip());
        if (fault.matches()) {
          problems.add(
              problem(
                  document,
                  number,
                  ElementPath.byPlace(object, fault.group(1)) + withoutKey(fault.group(2)),
                  line.strip(),
                  codeOfTyped(fault.group(2))));
        }
      }
    }
    if (!problems.isEmpty()) {
      return problems;
    }
    Matcher wrongType = GO_FIELD.matcher(refusal.getMessage());
    if (wrongType.find()) {
      return List.of(
          problem(document, number, wrongType.group(1), refusal.getMessage(), "wrongType"));
    }
    return List.of(
        problem(
            document,
            number,
            "",
            refusal.getMessage(),
            codeOf(refusal.reason(), refusal.getMessage())));
  }

  /**
   * The place of a field that an element of a list misses, below the list; nothing for other
   * faults.
   */
  private static String withoutKey(String fault) {
    Matcher missing = MISSING_KEY.matcher(fault);
    return missing.find() ? "[" + missing.group(1) + "]." + missing.group(2) : "";
  }

  private static String codeOfTyped(String fault) {
    return switch (fault.substring(0, fault.indexOf(' '))) {
      case "field" -> "unknownField";
      case "expected" -> "wrongType";
      case "duplicate" -> "duplicate";
      default -> "missingField";
    };
  }

  private static String codeOf(String reason, String message) {
    return switch (reason) {
      case "FieldValueRequired" -> "missingField";
      case "FieldValueTypeInvalid" -> "wrongType";
      case "FieldValueForbidden" -> "forbidden";
      case "FieldValueNotSupported" -> "notSupported";
      case "FieldValueDuplicate" -> "duplicate";
      case "FieldManagerConflict", "Conflict" -> "conflict";
      case "NotFound" -> "notFound";
      case "Forbidden" -> "forbidden";
      default -> message.contains("field is immutable") ? "immutable" : "invalidValue";
    };
  }

  private static Problem problem(
      YamlDocument document, int number, String path, String message, String code) {
    YamlDocument.Place place = document.placeOf(path);
    return new Problem(number, place.line(), place.column(), path, message, code);
  }
}
