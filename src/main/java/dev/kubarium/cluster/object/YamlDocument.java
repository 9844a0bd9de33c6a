package dev.kubarium.cluster.object;

import java.util.List;
import java.util.Map;

/**
 * One document of a YAML text.
 *
 * @param value the tree; {@link JsonNull} for an empty document
 * @param line where it begins, counted from 1
 * @param places path → where its key or item stands; a path is spelt as the API does: {@code
 *     spec.containers[0].image}
 */
public record YamlDocument(Object value, int line, Map<String, Place> places) {

  /** A place in the text, counted from 1. */
  public record Place(int line, int column) {}

  /**
   * Where a path stands; where it is not in the text (a field that is missing), where the nearest
   * part of it stands that is.
   */
  public Place placeOf(String path) {
    String here = path == null ? "" : path;
    while (true) {
      Place place = places.get(here);
      if (place != null) {
        return place;
      }
      if (here.isEmpty()) {
        return new Place(line, 1);
      }
      int cut = Math.max(here.lastIndexOf('.'), here.lastIndexOf('['));
      here = cut < 0 ? "" : here.substring(0, cut);
    }
  }

  /** Whether there is anything in it. */
  public boolean isEmpty() {
    return value == JsonNull.NULL || value instanceof JsonObject object && object.isEmpty();
  }

  /** Documents that hold something. */
  public static List<YamlDocument> filled(List<YamlDocument> documents) {
    return documents.stream().filter(document -> !document.isEmpty()).toList();
  }
}
