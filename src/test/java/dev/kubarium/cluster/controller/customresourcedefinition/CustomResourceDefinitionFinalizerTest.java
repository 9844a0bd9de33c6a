package dev.kubarium.cluster.controller.customresourcedefinition;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.Json;
import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.Kind;
import dev.kubarium.cluster.object.Kinds;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionFinalizerTest {

  @Test
  void deletesTheObjectsOfAKindBeforeItsDefinitionGoes() {
    Cluster cluster = Cluster.create(ClusterSpec.ofNodes(1), 1);
    cluster.loop().runUntil(cluster.loop().now() + 10_000);
    create(
        cluster,
        Kinds.CUSTOM_RESOURCE_DEFINITION,
        "",
        """
        {"apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
         "metadata": {"name": "tabs.example.com"},
         "spec": {"group": "example.com", "scope": "Namespaced", "names": {"plural": "tabs", "kind": "Tab"},
          "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object"}}}]}}
        """);
    Kind tabs = cluster.api().kinds().find("example.com", "v1", "tabs").orElseThrow().kind();
    create(
        cluster,
        tabs,
        "default",
        "{\"apiVersion\": \"example.com/v1\", \"kind\": \"Tab\", \"metadata\": {\"name\": \"a\"}}");
    cluster
        .api()
        .handle(
            ApiRequest.delete(
                Kinds.CUSTOM_RESOURCE_DEFINITION,
                "",
                "tabs.example.com",
                ApiOptions.NONE,
                Caller.YOU));
    assertEquals(1, cluster.store().list("tabs.example.com").size());
    cluster.loop().runUntil(cluster.loop().now() + 10_000);
    assertTrue(cluster.store().list("tabs.example.com").isEmpty());
    assertTrue(cluster.store().list(Kinds.CUSTOM_RESOURCE_DEFINITION.resource()).isEmpty());
    assertTrue(cluster.api().kinds().find("example.com", "v1", "tabs").isEmpty());
  }

  private static void create(Cluster cluster, Kind kind, String namespace, String json) {
    JsonObject body = Json.parseObject(json);
    cluster.api().handle(ApiRequest.create(kind, namespace, body, ApiOptions.NONE, Caller.YOU));
  }
}
