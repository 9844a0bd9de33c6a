package dev.kubarium.cluster.apiserver.kind;

import dev.kubarium.cluster.apiserver.ApiOptions;
import dev.kubarium.cluster.apiserver.ApiRequest;
import dev.kubarium.cluster.apiserver.Caller;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import org.junit.jupiter.api.Test;

/** What holds for the metadata of every kind. */
class MetadataTest {

  private final KindTestKit kit = new KindTestKit();

  private static String map(String metadata) {
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: a, " + metadata + "}}";
  }

  @Test
  void takesNoNewFinalizersOnceAnObjectEnds() {
    KubeObject held = kit.create(map("finalizers: [example.com/hold]"));
    kit.delete(held);
    KindTestKit.refuses(
        "ConfigMap \"a\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
            + " deleted, found new finalizers []string{\"example.com/more\"}",
        () -> kit.merge(held, "{metadata: {finalizers: [example.com/hold, example.com/more]}}"));
  }

  @Test
  void demandsAllOfAnOwnersReference() {
    kit.refuses(
        "ConfigMap \"a\" is invalid: metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
        map("ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: ''}]"));
    kit.refuses(
        "ConfigMap \"a\" is invalid: metadata.ownerReferences: Invalid value:"
            + " [{\"apiVersion\":\"v1\",\"controller\":true,\"kind\":\"Pod\",\"name\":\"p\",\"uid\":\"1\"},"
            + "{\"apiVersion\":\"v1\",\"controller\":true,\"kind\":\"Pod\",\"name\":\"q\",\"uid\":\"2\"}]: Only one reference can"
            + " have Controller set to true. Found \"true\" in references for p and q",
        map(
            "ownerReferences: [{apiVersion: v1, kind: Pod, name: p, uid: '1', controller: true}, {apiVersion: v1, kind: Pod, name:"
                + " q, uid: '2', controller: true}]"));
  }

  @Test
  void refusesLabelsThatAreNone() {
    kit.refuses(
        "ConfigMap \"a\" is invalid: metadata.labels: Invalid value: \"not ok\": a valid label must be an empty string or consist"
            + " of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g."
            + " 'MyValue',  or 'my_value',  or '12345', regex used for validation is"
            + " '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
        map("labels: {app: not ok}"));
  }

  @Test
  void selectsByKnownFieldsOnly() {
    KindTestKit.refuses(
        "field label not supported: spec.image",
        () ->
            kit.api.handle(
                ApiRequest.list(
                    Kinds.POD,
                    "",
                    ApiOptions.NONE.withSelectors(null, "spec.image=a"),
                    Caller.YOU)));
    KindTestKit.refuses(
        "\"data\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"",
        () ->
            kit.api.handle(
                ApiRequest.list(
                    Kinds.CONFIG_MAP,
                    "",
                    ApiOptions.NONE.withSelectors(null, "data=a"),
                    Caller.YOU)));
  }
}
