package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.FieldErrors;
import dev.kubarium.cluster.apiserver.NameRule;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.LabelSelector;
import dev.kubarium.cluster.object.Quantities;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Checks of single fields that many kinds share, with the API's sentences. {@code errors} stands at
 * the parent of {@code field}.
 *
 * <p>Models: apimachinery pkg/util/validation, pkg/apis/meta/v1/validation
 */
final class FieldChecks {

  static final String IMMUTABLE = "field is immutable";
  private static final String NEGATIVE = "must be greater than or equal to 0";
  private static final Pattern PORT_NAME = Pattern.compile("[-a-z0-9]+");
  private static final Pattern PERCENT = Pattern.compile("[0-9]+%");
  private static final Pattern IPV4 =
      Pattern.compile("(?:(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])(?:\\.(?!$)|$)){4}");
  private static final Pattern IPV6 =
      Pattern.compile("[0-9a-fA-F:.]*:[0-9a-fA-F:.]*:[0-9a-fA-F:.]*");

  private FieldChecks() {}

  /** A field that must have a text. Answers whether it has. */
  static boolean required(FieldErrors errors, JsonObject object, String field) {
    if (object.string(field, "").isEmpty()) {
      errors.required(field, "");
      return false;
    }
    return true;
  }

  /** A text that must be one of these, in the order in which the API lists them. */
  static void oneOf(
      FieldErrors errors, JsonObject object, String field, Collection<String> supported) {
    if (required(errors, object, field) && !supported.contains(object.string(field))) {
      errors.notSupported(field, object.string(field), supported);
    }
  }

  /** As {@link #oneOf}, but the field may be left out. */
  static void oneOfIfSet(
      FieldErrors errors, JsonObject object, String field, Collection<String> supported) {
    if (!object.string(field, "").isEmpty()) {
      oneOf(errors, object, field, supported);
    }
  }

  static void name(FieldErrors errors, String field, String value, NameRule rule) {
    rule.faults(value).forEach(fault -> errors.invalid(field, value, fault));
  }

  static void nonNegative(FieldErrors errors, JsonObject object, String field) {
    Long number = object.integer(field);
    if (number != null && number < 0) {
      errors.invalid(field, number, NEGATIVE);
    }
  }

  static void portNumber(FieldErrors errors, String field, long port) {
    if (port < 1 || port > 65535) {
      errors.invalid(field, port, "must be between 1 and 65535, inclusive");
    }
  }

  /** A port by number or by the name of a container's port. */
  static void portNumberOrName(FieldErrors errors, String field, Object port) {
    if (port instanceof String name) {
      portNameFaults(name).forEach(fault -> errors.invalid(field, name, fault));
    } else {
      portNumber(errors, field, port instanceof Long number ? number : 0);
    }
  }

  static List<String> portNameFaults(String name) {
    List<String> faults = new java.util.ArrayList<>();
    if (name.length() > 15) {
      faults.add("must be no more than 15 bytes");
    }
    if (!PORT_NAME.matcher(name).matches()) {
      faults.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (name.chars().noneMatch(c -> c >= 'a' && c <= 'z')) {
      faults.add("must contain at least one letter (a-z)");
    }
    if (name.contains("--")) {
      faults.add("must not contain consecutive hyphens");
    }
    if (!name.isEmpty() && (name.startsWith("-") || name.endsWith("-"))) {
      faults.add("must not begin or end with a hyphen");
    }
    return faults;
  }

  static boolean isIp(String text) {
    return IPV4.matcher(text).matches() || IPV6.matcher(text).matches();
  }

  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  static void ip(FieldErrors errors, String field, String value) {
    if (!isIp(value)) {
      errors.invalid(field, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)");
    }
  }

  /** A whole number from 0, or a percentage. */
  static void numberOrPercent(FieldErrors errors, JsonObject object, String field) {
    Object value = object.get(field);
    if (value instanceof String text) {
      if (!PERCENT.matcher(text).matches()) {
        errors.invalid(
            field,
            text,
            "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used"
                + " for validation is '[0-9]+%')");
      }
    } else {
      nonNegative(errors, object, field);
    }
  }

  /** The number of a percentage, or -1 where it is none. */
  static long percent(Object value) {
    return value instanceof String text && PERCENT.matcher(text).matches()
        ? Long.parseLong(text.substring(0, text.length() - 1))
        : -1;
  }

  static void notMoreThanAll(FieldErrors errors, JsonObject object, String field) {
    if (percent(object.get(field)) > 100) {
      errors.invalid(field, object.get(field), "must not be greater than 100%");
    }
  }

  static void immutable(FieldErrors errors, JsonObject after, JsonObject before, String field) {
    Object now = after.get(field);
    Object then = before.get(field);
    if (now == null ? then != null : !now.equals(then)) {
      errors.invalid(field, now, IMMUTABLE);
    }
  }

  static void nonNegativeQuantity(FieldErrors errors, String field, Object quantity) {
    if (!Quantities.isValid(quantity)) {
      errors.invalid(
          field,
          quantity,
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    } else if (Quantities.amount(quantity).signum() < 0) {
      errors.invalid(field, String.valueOf(quantity), NEGATIVE);
    }
  }

  /** A labelSelector of a manifest; {@code errors} stands at it. */
  static void labelSelector(FieldErrors errors, JsonObject selector) {
    MetadataValidation.labels(errors, "matchLabels", selector.object("matchLabels"));
    List<JsonObject> expressions = selector.array("matchExpressions").objects();
    for (int i = 0; i < expressions.size(); i++) {
      FieldErrors at = errors.in("matchExpressions", i);
      JsonObject expression = expressions.get(i);
      boolean hasValues = !expression.array("values").isEmpty();
      switch (expression.string("operator", "")) {
        case "In", "NotIn" -> {
          if (!hasValues) {
            at.required("values", "must be specified when `operator` is 'In' or 'NotIn'");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (hasValues) {
            at.forbidden(
                "values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'");
          }
        }
        default ->
            at.invalid(
                "operator", expression.string("operator", ""), "not a valid selector operator");
      }
      MetadataValidation.qualifiedName(at, "key", expression.string("key", ""));
      List<String> values = expression.array("values").strings();
      for (int j = 0; j < values.size(); j++) {
        MetadataValidation.labelValue(at, "values[" + j + "]", values.get(j));
      }
    }
  }

  /** Whether a selector's operators are all known, so that it can be matched at all. */
  static boolean isUsable(JsonObject selector) {
    return selector.array("matchExpressions").objects().stream()
        .allMatch(
            expression -> LabelSelector.Operator.of(expression.string("operator", "")) != null);
  }

  static void cidr(FieldErrors errors, String field, String cidr) {
    int slash = cidr.indexOf('/');
    if (slash < 0
        || !isIp(cidr.substring(0, slash))
        || !cidr.substring(slash + 1).matches("[0-9]{1,3}")) {
      errors.invalid(
          field, cidr, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)");
    }
  }
}
