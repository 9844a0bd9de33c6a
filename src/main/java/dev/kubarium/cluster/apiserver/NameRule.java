package dev.kubarium.cluster.apiserver;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * How names are checked, with the API's sentences.
 *
 * <p>Models: apimachinery pkg/util/validation
 */
public enum NameRule {
  DNS_SUBDOMAIN(
      253,
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*",
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and"
          + " end with an alphanumeric character",
      "example.com"),
  DNS_LABEL(
      63,
      "[a-z0-9]([-a-z0-9]*[a-z0-9])?",
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with"
          + " an alphanumeric character",
      "my-name',  or '123-abc"),
  DNS_1035_LABEL(
      63,
      "[a-z]([-a-z0-9]*[a-z0-9])?",
      "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character,"
          + " and end with an alphanumeric character",
      "my-name',  or 'abc-123"),
  /** Any segment of a path: what RBAC kinds take. */
  PATH_SEGMENT(
      Integer.MAX_VALUE,
      "(?!\\.$|\\.\\.$)[^/%]+",
      "may not be '.' or '..' or contain '/' or '%'",
      null);

  private final int mostBytes;
  private final Pattern pattern;
  private final String regex;
  private final String sentence;
  private final String example;

  NameRule(int mostBytes, String regex, String sentence, String example) {
    this.mostBytes = mostBytes;
    this.pattern = Pattern.compile(regex);
    this.regex = regex;
    this.sentence = sentence;
    this.example = example;
  }

  /** The API's sentences on what is wrong with this name; empty where nothing is. */
  public List<String> faults(String name) {
    List<String> faults = new ArrayList<>();
    if (name.length() > mostBytes) {
      faults.add("must be no more than " + mostBytes + " bytes");
    }
    if (!pattern.matcher(name).matches()) {
      faults.add(
          example == null
              ? sentence
              : sentence
                  + " (e.g. '"
                  + example
                  + "', regex used for validation is '"
                  + regex
                  + "')");
    }
    return faults;
  }
}
