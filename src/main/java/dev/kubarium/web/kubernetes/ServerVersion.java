package dev.kubarium.web.kubernetes;

import dev.kubarium.cluster.object.JsonObject;

/** The Kubernetes that is played here: {@code GET /version}. */
final class ServerVersion {

  static final String GIT = "v1.35.2";

  private ServerVersion() {}

  static JsonObject tree() {
    return JsonObject.of(
        "major", "1",
        "minor", "35",
        "emulationMajor", "1",
        "emulationMinor", "35",
        "minCompatibilityMajor", "1",
        "minCompatibilityMinor", "34",
        "gitVersion", GIT,
        "gitCommit", "0000000000000000000000000000000000000000",
        "gitTreeState", "clean",
        "buildDate", "2026-02-11T00:00:00Z",
        "goVersion", "go1.25.6",
        "compiler", "gc",
        "platform", "linux/amd64");
  }
}
