package dev.kubarium.cluster.object;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Amounts of resources as manifests write them: {@code 500m}, {@code 2}, {@code 128Mi}, {@code
 * 1e3}.
 *
 * <p>Models: apimachinery pkg/api/resource
 */
public final class Quantities {

  private static final Pattern FORM =
      Pattern.compile(
          "([+-]?(?:[0-9]+\\.?[0-9]*|\\.[0-9]+))(?:([KMGTPE]i|[numkMGTPE])|[eE]([+-]?[0-9]+))?");
  private static final String DECIMAL = "kMGTPE";
  private static final String[] BINARY = {"Ki", "Mi", "Gi", "Ti", "Pi", "Ei"};

  private Quantities() {}

  public static boolean isValid(Object value) {
    return value instanceof Number || value instanceof String text && FORM.matcher(text).matches();
  }

  /**
   * The exact amount. A missing value is zero; throws IllegalArgumentException for what is no
   * quantity.
   */
  public static BigDecimal amount(Object value) {
    if (value == null || value == JsonNull.NULL) {
      return BigDecimal.ZERO;
    }
    if (value instanceof Number number) {
      return new BigDecimal(number.toString());
    }
    Matcher form = FORM.matcher((String) value);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    BigDecimal number = new BigDecimal(form.group(1));
    String suffix = form.group(2);
    if (form.group(3) != null) {
      return number.scaleByPowerOfTen(Integer.parseInt(form.group(3)));
    }
    if (suffix == null) {
      return number;
    }
    if (suffix.length() == 2) {
      int power = "KMGTPE".indexOf(suffix.charAt(0)) + 1;
      return number.multiply(BigDecimal.valueOf(1024).pow(power));
    }
    return switch (suffix) {
      case "n" -> number.movePointLeft(9);
      case "u" -> number.movePointLeft(6);
      case "m" -> number.movePointLeft(3);
      default -> number.movePointRight(3 * (DECIMAL.indexOf(suffix) + 1));
    };
  }

  /** In thousandths, rounded up: {@code 500m} is 500, {@code 2} is 2000. */
  public static long milli(Object value) {
    if (value instanceof String text && text.length() < 12) {
      long quick = quickMilli(text);
      if (quick >= 0) {
        return quick;
      }
    }
    return amount(value).movePointRight(3).setScale(0, RoundingMode.CEILING).longValue();
  }

  /** Whole numbers and whole thousandths without the detour over decimals; -1 for all else. */
  private static long quickMilli(String text) {
    int digits = text.endsWith("m") ? text.length() - 1 : text.length();
    long number = 0;
    for (int i = 0; i < digits; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      number = number * 10 + digit;
    }
    return digits == 0 ? -1 : digits < text.length() ? number : number * 1000;
  }

  /** In whole units, rounded up: {@code 128Mi} is 134217728. */
  public static long value(Object value) {
    return amount(value).setScale(0, RoundingMode.CEILING).longValue();
  }

  public static int compare(Object one, Object other) {
    return amount(one).compareTo(amount(other));
  }

  /**
   * The form in which the API keeps an amount: the largest suffix that leaves a whole number.
   * {@code 0.5} is {@code 500m}, {@code 1024Mi} is {@code 1Gi}, {@code 0.5Ki} is {@code 512}.
   * Throws IllegalArgumentException for what is no quantity.
   */
  public static String canonical(String text) {
    BigDecimal amount = amount(text);
    Matcher form = FORM.matcher(text);
    boolean exponent = form.matches() && form.group(3) != null;
    boolean binary = form.group(2) != null && form.group(2).length() == 2;
    boolean whole = amount.stripTrailingZeros().scale() <= 0;
    if (binary && whole && amount.abs().compareTo(BigDecimal.valueOf(1024)) >= 0) {
      BigInteger number = amount.toBigInteger();
      int power = 0;
      while (power < BINARY.length && number.mod(BigInteger.valueOf(1024)).signum() == 0) {
        number = number.divide(BigInteger.valueOf(1024));
        power++;
      }
      return number + (power == 0 ? "" : BINARY[power - 1]);
    }
    if (amount.signum() == 0) {
      return "0";
    }
    BigDecimal rounded =
        amount
            .setScale(9, amount.signum() > 0 ? RoundingMode.CEILING : RoundingMode.FLOOR)
            .stripTrailingZeros();
    // 1500 is 15e2: the power of ten is lowered to 0, a multiple of three.
    int power = Math.min(18, Math.floorDiv(-rounded.scale(), 3) * 3);
    String number = rounded.scaleByPowerOfTen(-power).toBigInteger().toString();
    if (power == 0) {
      return number;
    }
    if (exponent) {
      return number + "e" + power;
    }
    return number + (power < 0 ? "num".charAt((power + 9) / 3) : DECIMAL.charAt(power / 3 - 1));
  }

  /** {@code 250m}, {@code 2}. */
  public static String printMilli(long milli) {
    return milli % 1000 == 0 ? Long.toString(milli / 1000) : milli + "m";
  }

  /** {@code 128Mi}, {@code 1Gi}, {@code 1000}: the largest binary suffix that loses nothing. */
  public static String printBytes(long bytes) {
    long number = bytes;
    int power = 0;
    while (number != 0 && number % 1024 == 0 && power < BINARY.length) {
      number /= 1024;
      power++;
    }
    return number + (power == 0 ? "" : BINARY[power - 1]);
  }
}
