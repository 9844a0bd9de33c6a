package dev.kubarium.cluster.controller.pods;

import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * Tells one template from another in the names of ReplicaSets and the labels of Pods.
 *
 * <p>Models: pkg/controller/controller_utils.go, ComputeHash (FNV-1a of 32 bits, spelt in letters
 * that form no words). The text that is hashed is the template as JSON, so the letters differ from
 * those of a cluster written in Go.
 */
public final class PodTemplateHash {

  public static final String LABEL = "pod-template-hash";

  private static final String LETTERS = "bcdfghjklmnpqrstvwxz2456789";
  private static final int OFFSET = 0x811C9DC5;
  private static final int PRIME = 0x01000193;

  private PodTemplateHash() {}

  /** {@code collisions} counts the names that were taken already; each gives another hash. */
  public static String of(JsonObject template, long collisions) {
    int hash = OFFSET;
    String text = collisions == 0 ? Json.print(template) : Json.print(template) + collisions;
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      hash = (hash ^ (each & 0xFF)) * PRIME;
    }
    StringBuilder spelt = new StringBuilder();
    for (char digit : Integer.toUnsignedString(hash).toCharArray()) {
      spelt.append(LETTERS.charAt(digit % LETTERS.length()));
    }
    return spelt.toString();
  }

  /**
   * The template without the label that this hash puts on it: two templates are the same if they
   * are so without it.
   */
  public static JsonObject without(JsonObject template) {
    return template.withoutAt("metadata", "labels", LABEL);
  }
}
