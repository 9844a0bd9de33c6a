package dev.kubarium.graph;

import dev.kubarium.cluster.object.JsonArray;
import dev.kubarium.cluster.object.JsonObject;
import java.util.List;

/**
 * One sentence of the story: who did what, and what for.
 *
 * @param cause the revision of the change that made the actor act, or 0
 * @param objects uids of what it is about
 * @param tone you, control, schedule, run or warning
 * @param mark what the timeline marks, or {@code null}
 */
record StoryLine(
    long revision,
    long at,
    String actor,
    long cause,
    Sentence text,
    List<String> objects,
    String tone,
    String mark) {

  JsonObject json(Words words) {
    return JsonObject.of(
        "revision", revision,
        "at", at,
        "actor", actor,
        "text", text.in(words),
        "objects", JsonArray.copyOf(objects),
        "tone", tone,
        "verb", text.key());
  }

  JsonObject markJson(Words words) {
    return JsonObject.of(
        "revision",
        revision,
        "at",
        at,
        "kind",
        mark,
        "text",
        text.in(words),
        "objects",
        JsonArray.copyOf(objects));
  }
}
