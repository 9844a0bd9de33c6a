package dev.kubarium.web.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.Provisions;
import io.kubernetes.client.Exec;
import io.kubernetes.client.PodLogs;
import io.kubernetes.client.PortForward;
import io.kubernetes.client.custom.IntOrString;
import io.kubernetes.client.custom.V1Patch;
import io.kubernetes.client.informer.ResourceEventHandler;
import io.kubernetes.client.informer.SharedIndexInformer;
import io.kubernetes.client.informer.SharedInformerFactory;
import io.kubernetes.client.openapi.ApiClient;
import io.kubernetes.client.openapi.ApiException;
import io.kubernetes.client.openapi.apis.AppsV1Api;
import io.kubernetes.client.openapi.apis.CoreV1Api;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Container;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1DeploymentSpec;
import io.kubernetes.client.openapi.models.V1LabelSelector;
import io.kubernetes.client.openapi.models.V1ObjectMeta;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodList;
import io.kubernetes.client.openapi.models.V1PodSpec;
import io.kubernetes.client.openapi.models.V1PodTemplateSpec;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServicePort;
import io.kubernetes.client.openapi.models.V1ServiceSpec;
import io.kubernetes.client.util.Config;
import io.kubernetes.client.util.PatchUtils;
import io.kubernetes.client.util.Watch;
import io.kubernetes.client.util.generic.GenericKubernetesApi;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The official Java client, with a session's kubeconfig. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
class JavaClientIT {

  private static final String NAMESPACE = "default";
  private static final Map<String, String> LABELS = Map.of("app", "web");

  @Value("${local.server.port}")
  private int port;

  private ApiClient client;
  private CoreV1Api core;
  private AppsV1Api apps;

  @BeforeEach
  void connect(@TempDir Path folder) throws Exception {
    CommandLine session = CommandLine.on(port, 20, folder, Provisions.kubectl());
    client = Config.fromConfig(session.kubeconfig().toString());
    client.setReadTimeout(0);
    core = new CoreV1Api(client);
    apps = new AppsV1Api(client);
  }

  private static V1ConfigMap configMap(String name, String value) {
    return new V1ConfigMap().metadata(new V1ObjectMeta().name(name)).data(Map.of("colour", value));
  }

  private static V1PodSpec spec(String image, String... command) {
    return new V1PodSpec()
        .restartPolicy(command.length == 0 ? "Always" : "Never")
        .addContainersItem(
            new V1Container()
                .name("c")
                .image(image)
                .command(command.length == 0 ? null : List.of(command)));
  }

  private V1Pod running(String name, String image, String... command) throws Exception {
    core.createNamespacedPod(
            NAMESPACE,
            new V1Pod().metadata(new V1ObjectMeta().name(name)).spec(spec(image, command)))
        .execute();
    return seen(
        pod ->
            name.equals(pod.getMetadata().getName())
                && "Running".equals(pod.getStatus().getPhase()));
  }

  /** The first Pod of a watch of which this holds. */
  private V1Pod seen(Predicate<V1Pod> wished) throws Exception {
    try (Watch<V1Pod> watch =
        Watch.createWatch(
            client,
            core.listNamespacedPod(NAMESPACE).watch(true).buildCall(null),
            new com.google.gson.reflect.TypeToken<Watch.Response<V1Pod>>() {}.getType())) {
      for (Watch.Response<V1Pod> event : watch) {
        if (wished.test(event.object)) {
          return event.object;
        }
      }
    }
    throw new AssertionError("the watch ended before");
  }

  @Test
  void objectsAreCreatedReadReplacedAndDeletedAsTypes() throws Exception {
    V1ConfigMap created =
        core.createNamespacedConfigMap(NAMESPACE, configMap("settings", "red")).execute();
    assertNotNull(created.getMetadata().getUid());
    V1ConfigMap read = core.readNamespacedConfigMap("settings", NAMESPACE).execute();
    assertEquals("red", read.getData().get("colour"));

    core.replaceNamespacedConfigMap("settings", NAMESPACE, read.data(Map.of("colour", "blue")))
        .execute();
    ApiException stale =
        assertThrows(
            ApiException.class,
            () ->
                core.replaceNamespacedConfigMap(
                        "settings", NAMESPACE, read.data(Map.of("colour", "green")))
                    .execute());
    assertEquals(409, stale.getCode());

    core.deleteNamespacedConfigMap("settings", NAMESPACE).execute();
    ApiException gone =
        assertThrows(
            ApiException.class,
            () -> core.readNamespacedConfigMap("settings", NAMESPACE).execute());
    assertEquals(404, gone.getCode());
  }

  @Test
  void aDeploymentAndItsServiceAreReadAsTypes() throws Exception {
    V1Deployment web =
        new V1Deployment()
            .metadata(new V1ObjectMeta().name("web"))
            .spec(
                new V1DeploymentSpec()
                    .replicas(2)
                    .selector(new V1LabelSelector().matchLabels(LABELS))
                    .template(
                        new V1PodTemplateSpec()
                            .metadata(new V1ObjectMeta().labels(LABELS))
                            .spec(spec("nginx:1.27"))));
    apps.createNamespacedDeployment(NAMESPACE, web).execute();
    core.createNamespacedService(
            NAMESPACE,
            new V1Service()
                .metadata(new V1ObjectMeta().name("web"))
                .spec(
                    new V1ServiceSpec()
                        .selector(LABELS)
                        .addPortsItem(
                            new V1ServicePort().port(80).targetPort(new IntOrString(80)))))
        .execute();
    seen(pod -> "Running".equals(pod.getStatus().getPhase()));
    V1Deployment read = apps.readNamespacedDeployment("web", NAMESPACE).execute();
    assertEquals(2, read.getSpec().getReplicas());
    assertEquals(
        "25%", read.getSpec().getStrategy().getRollingUpdate().getMaxSurge().getStrValue());
    assertTrue(
        core.readNamespacedService("web", NAMESPACE)
            .execute()
            .getSpec()
            .getClusterIP()
            .startsWith("10.96."));
    assertEquals(3, core.listNode().execute().getItems().size());
    for (V1Pod pod :
        core.listNamespacedPod(NAMESPACE).labelSelector("app=web").execute().getItems()) {
      assertEquals("ReplicaSet", pod.getMetadata().getOwnerReferences().getFirst().getKind());
    }
  }

  @Test
  void patchesAreUnderstood() throws Exception {
    core.createNamespacedConfigMap(NAMESPACE, configMap("settings", "red")).execute();
    record Patch(String type, String body) {}
    List<Patch> patches =
        List.of(
            new Patch(
                V1Patch.PATCH_FORMAT_JSON_PATCH,
                "[{\"op\":\"add\",\"path\":\"/data/a\",\"value\":\"1\"}]"),
            new Patch(V1Patch.PATCH_FORMAT_JSON_MERGE_PATCH, "{\"data\":{\"b\":\"2\"}}"),
            new Patch(V1Patch.PATCH_FORMAT_STRATEGIC_MERGE_PATCH, "{\"data\":{\"c\":\"3\"}}"),
            new Patch(
                V1Patch.PATCH_FORMAT_APPLY_YAML,
                "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"settings\"},\"data\":{\"d\":\"4\"}}"));
    for (Patch patch : patches) {
      PatchUtils.patch(
          V1ConfigMap.class,
          () ->
              core.patchNamespacedConfigMap("settings", NAMESPACE, new V1Patch(patch.body()))
                  .fieldManager("test")
                  .buildCall(null),
          patch.type(),
          client);
    }
    assertEquals(
        Map.of("colour", "red", "a", "1", "b", "2", "c", "3", "d", "4"),
        core.readNamespacedConfigMap("settings", NAMESPACE).execute().getData());
  }

  @Test
  void anInformerFollowsThroughALostConnection() throws Exception {
    SharedInformerFactory factory = new SharedInformerFactory(client);
    SharedIndexInformer<V1Pod> informer =
        factory.sharedIndexInformerFor(
            new GenericKubernetesApi<>(V1Pod.class, V1PodList.class, "", "v1", "pods", client),
            V1Pod.class,
            1_000,
            NAMESPACE);
    Semaphore heard = new Semaphore(0);
    Semaphore again = new Semaphore(0);
    CountDownLatch deleted = new CountDownLatch(1);
    informer.addEventHandlerWithResyncPeriod(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(V1Pod pod) {
            heard.release();
          }

          @Override
          public void onUpdate(V1Pod before, V1Pod after) {
            heard.release();
            if (after
                .getMetadata()
                .getResourceVersion()
                .equals(before.getMetadata().getResourceVersion())) {
              again.release();
            }
          }

          @Override
          public void onDelete(V1Pod pod, boolean unsure) {
            deleted.countDown();
          }
        },
        1_000);
    factory.startAllRegisteredInformers();
    try {
      running("first", "nginx:1.27");
      holds(heard, () -> phase(informer, "first").equals("Running"));
      assertTrue(again.tryAcquire(30, TimeUnit.SECONDS), "a resync tells of what has not changed");

      client.getHttpClient().dispatcher().cancelAll();
      client.getHttpClient().connectionPool().evictAll();
      running("second", "nginx:1.27");
      holds(heard, () -> phase(informer, "second").equals("Running"));

      core.deleteNamespacedPod("first", NAMESPACE).execute();
      assertTrue(deleted.await(30, TimeUnit.SECONDS));
    } finally {
      factory.stopAllRegisteredInformers();
    }
  }

  private static String phase(SharedIndexInformer<V1Pod> informer, String name) {
    V1Pod pod = informer.getIndexer().getByKey(NAMESPACE + "/" + name);
    return pod == null || pod.getStatus() == null ? "" : String.valueOf(pod.getStatus().getPhase());
  }

  private static void holds(Semaphore heard, java.util.function.BooleanSupplier wished)
      throws InterruptedException {
    while (!wished.getAsBoolean()) {
      assertTrue(heard.tryAcquire(30, TimeUnit.SECONDS), "nothing more was heard");
    }
  }

  @Test
  void aWatchGoesOnFromAResourceVersion() throws Exception {
    V1ConfigMap first =
        core.createNamespacedConfigMap(NAMESPACE, configMap("first", "red")).execute();
    core.createNamespacedConfigMap(NAMESPACE, configMap("second", "red")).execute();
    core.deleteNamespacedConfigMap("first", NAMESPACE).execute();
    List<String> told = new ArrayList<>();
    try (Watch<V1ConfigMap> watch =
        Watch.createWatch(
            client,
            core.listNamespacedConfigMap(NAMESPACE)
                .watch(true)
                .resourceVersion(first.getMetadata().getResourceVersion())
                .timeoutSeconds(1)
                .buildCall(null),
            new com.google.gson.reflect.TypeToken<Watch.Response<V1ConfigMap>>() {}.getType())) {
      for (Watch.Response<V1ConfigMap> event : watch) {
        told.add(event.type + " " + event.object.getMetadata().getName());
      }
    }
    assertEquals(List.of("ADDED second", "DELETED first"), told);
  }

  @Test
  void logsAreReadAndFollowed() throws Exception {
    V1Pod pod =
        running(
            "counter",
            "busybox:1.36",
            "sh",
            "-c",
            "for i in 1 2 3; do echo line $i; sleep 5; done");
    try (InputStream log = new PodLogs(client).streamNamespacedPodLog(pod)) {
      assertEquals(
          "line 1\nline 2\nline 3\n", new String(log.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertEquals(
        "line 3\n", core.readNamespacedPodLog("counter", NAMESPACE).tailLines(1).execute());
  }

  @Test
  void aCommandRunsInAContainer() throws Exception {
    running("web", "nginx:1.27");
    Process process =
        new Exec(client)
            .exec(
                NAMESPACE,
                "web",
                new String[] {"sh", "-c", "echo out; echo err >&2; exit 3"},
                false,
                false);
    try (InputStream out = process.getInputStream();
        InputStream err = process.getErrorStream()) {
      assertEquals("out\n", new String(out.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals("err\n", new String(err.readAllBytes(), StandardCharsets.UTF_8));
    }
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(3, process.exitValue());
  }

  @Test
  void aPortIsForwarded() throws Exception {
    running("web", "nginx:1.27");
    try (PortForward.PortForwardResult forward =
        new PortForward(client).forward(NAMESPACE, "web", List.of(80))) {
      forward
          .getOutboundStream(80)
          .write(
              // This client drops what it has not read yet when the other side closes.
              "GET / HTTP/1.1\r\nHost: web\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      forward.getOutboundStream(80).flush();
      byte[] begin = forward.getInputStream(80).readNBytes(15);
      assertEquals("HTTP/1.1 200 OK", new String(begin, StandardCharsets.US_ASCII));
    }
  }

  @Test
  void longListsComeInPieces() throws Exception {
    for (int number = 0; number < 5; number++) {
      core.createNamespacedSecret(
              NAMESPACE,
              new io.kubernetes.client.openapi.models.V1Secret()
                  .metadata(new V1ObjectMeta().generateName("piece-"))
                  .stringData(Map.of("number", "" + number)))
          .execute();
    }
    List<String> names = new ArrayList<>();
    String next = null;
    do {
      var piece = core.listNamespacedSecret(NAMESPACE).limit(2)._continue(next).execute();
      piece.getItems().forEach(secret -> names.add(secret.getMetadata().getName()));
      next = piece.getMetadata().getContinue();
    } while (next != null && !next.isEmpty());
    assertEquals(5, names.stream().filter(name -> name.startsWith("piece-")).distinct().count());
  }
}
