package dev.kubarium.cluster.apiserver;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;

/**
 * Another served version of a kind, and the way between it and the stored one. Trees carry their
 * own apiVersion.
 */
public interface Conversion {

  Kind kind();

  JsonObject toStored(JsonObject served);

  JsonObject fromStored(JsonObject stored);
}
