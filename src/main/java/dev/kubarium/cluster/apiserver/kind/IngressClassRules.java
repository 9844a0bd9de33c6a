package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.Column;
import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.KindRules;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.apiserver.RuleContext;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;

/**
 * Which controller takes care of an Ingress.
 *
 * <p>Models: pkg/registry/networking/ingressclass
 */
final class IngressClassRules implements KindRules {

  @Override
  public Kind kind() {
    return Kinds.INGRESS_CLASS;
  }

  @Override
  public boolean hasStatus() {
    return false;
  }

  @Override
  public boolean hasGeneration() {
    return true;
  }

  @Override
  public void validate(KubeObject object, FieldErrors errors, RuleContext context) {
    String controller = object.spec().string("controller", "");
    int slash = controller.indexOf('/');
    if (slash <= 0 || slash == controller.length() - 1) {
      errors.invalid(
          "spec.controller",
          controller,
          "must be a domain-prefixed path (such as \"acme.io/foo\")");
    } else {
      FieldChecks.name(
          errors, "spec.controller", controller.substring(0, slash), NameRule.DNS_SUBDOMAIN);
    }
  }

  @Override
  public void validateUpdate(
      KubeObject object, KubeObject before, FieldErrors errors, RuleContext context) {
    validate(object, errors, context);
    FieldChecks.immutable(errors.in("spec"), object.spec(), before.spec(), "controller");
  }

  @Override
  public List<Column> columns() {
    return List.of(
        Column.NAME,
        Column.text("Controller", (object, now) -> object.spec().string("controller", "")),
        Column.text("Parameters", (object, now) -> parameters(object.spec().object("parameters"))),
        Column.AGE);
  }

  private static String parameters(JsonObject parameters) {
    if (parameters.isEmpty()) {
      return "<none>";
    }
    String group = parameters.string("apiGroup", "");
    return parameters.string("kind", "")
        + (group.isEmpty() ? "" : "." + group)
        + "/"
        + parameters.string("name", "");
  }
}
