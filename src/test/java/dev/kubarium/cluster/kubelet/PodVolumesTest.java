package dev.kubarium.cluster.kubelet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/** What containers find in their volumes and variables, and when a change reaches them. */
class PodVolumesTest {

  private static final String SETTINGS =
      "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {color: %s, size: big}\n";
  private static final String CLAIM =
      """
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: {name: data}
      spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
      """;

  private static String out(NodeTestKit node, String... command) {
    return node.exec("web", command).out();
  }

  @Test
  void aChangedConfigMapReachesMountedFilesAfterAWhileButNotVariablesNorSubPaths() {
    NodeTestKit node =
        new NodeTestKit()
            .apply(SETTINGS.formatted("red"))
            .pod(
                "web",
                "volumes: [{name: cfg, configMap: {name: settings}}]",
                """
                image: nginx
                env: [{name: COLOR, valueFrom: {configMapKeyRef: {name: settings, key: color}}}]
                volumeMounts: [{name: cfg, mountPath: /cfg}, {name: cfg, mountPath: /one/color, subPath: color}]
                """)
            .after(15);
    assertEquals("red", out(node, "cat", "/cfg/color"));
    node.replace(SETTINGS.formatted("blue")).after(1);
    assertEquals("red", out(node, "cat", "/cfg/color"), "at once");
    node.after(95);
    assertEquals("blue", out(node, "cat", "/cfg/color"), "after a minute or so");
    assertEquals("red", out(node, "cat", "/one/color"));
    assertEquals("red\n", out(node, "sh", "-c", "echo $COLOR"));
    node.cluster.kubelets().crash(node.pod("web"), "main", 1);
    node.after(5);
    assertEquals("blue", out(node, "cat", "/one/color"));
    assertEquals("blue\n", out(node, "sh", "-c", "echo $COLOR"));
  }

  @Test
  void whatIsMountedStaysWhenItsConfigMapIsDeleted() {
    NodeTestKit node =
        new NodeTestKit()
            .apply(SETTINGS.formatted("red"))
            .pod(
                "web",
                "volumes: [{name: cfg, configMap: {name: settings}}]",
                "image: nginx\nvolumeMounts: [{name: cfg, mountPath: /cfg}]")
            .after(15)
            .remove(dev.kubarium.cluster.object.Kinds.CONFIG_MAP, "settings")
            .after(200);
    assertEquals("red", out(node, "cat", "/cfg/color"));
  }

  @Test
  void aFileOnAClaimIsThereInTheNextPod() {
    String mount = "image: nginx\nvolumeMounts: [{name: data, mountPath: /data}]";
    String volume = "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]";
    NodeTestKit node = new NodeTestKit().apply(CLAIM).pod("web", volume, mount).after(20);
    assertEquals(0, node.exec("web", "sh", "-c", "echo kept > /data/note.txt").exitCode());
    node.delete("web");
    node.after(10).pod("web", volume, mount).after(20);
    assertEquals("kept\n", out(node, "cat", "/data/note.txt"));
    assertEquals("note.txt\n", out(node, "ls", "/data"));
    node.restored();
    assertEquals("kept\n", out(node, "cat", "/data/note.txt"));
  }

  @Test
  void anEmptyDirIsSharedByTheContainersAndOutlivesThemButNotThePod() {
    String volume =
        "volumes: [{name: tmp, emptyDir: {}}]\ninitContainers: [{name: init, image: 'busybox:1.36', command: [sh, -c, 'echo made > /w/file'],"
            + " volumeMounts: [{name: tmp, mountPath: /w}]}]";
    String mount = "image: nginx\nvolumeMounts: [{name: tmp, mountPath: /tmp/shared}]";
    NodeTestKit node = new NodeTestKit().pod("web", volume, mount).after(20);
    assertEquals("made\n", out(node, "cat", "/tmp/shared/file"));
    node.exec("web", "sh", "-c", "echo mine > /tmp/shared/own");
    node.cluster.kubelets().crash(node.pod("web"), "main", 1);
    node.after(5);
    assertEquals("mine\n", out(node, "cat", "/tmp/shared/own"));
    node.delete("web");
    node.after(10).pod("web", volume, mount).after(20);
    assertNotEquals(0, node.exec("web", "cat", "/tmp/shared/own").exitCode());
  }

  @Test
  void whatIsWrittenToAHostPathStaysOnTheMachine() {
    String volume = "volumes: [{name: host, hostPath: {path: /var/data, type: DirectoryOrCreate}}]";
    String mount = "image: nginx\nvolumeMounts: [{name: host, mountPath: /host}]";
    NodeTestKit node = new NodeTestKit().pod("web", volume, mount).after(12);
    node.exec("web", "sh", "-c", "echo here > /host/file");
    node.delete("web");
    node.after(10).pod("web", volume, mount).after(10);
    assertEquals("here\n", out(node, "cat", "/host/file"));
  }

  @Test
  void aHostPathOfAnotherTypeIsAFailedMount() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "volumes: [{name: host, hostPath: {path: /data, type: Directory}}]",
                "image: nginx\nvolumeMounts: [{name: host, mountPath: /host}]")
            .after(8);
    assertEquals(
        "FailedMount: MountVolume.SetUp failed for volume \"host\" : hostPath type check failed: /data is not a directory",
        node.events("web").get(1));
  }

  @Test
  void secretsProjectionsAndTheDownwardApiAreFiles() {
    NodeTestKit node =
        new NodeTestKit()
            .apply(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {user: admin, password: s3cret}\n")
            .apply(SETTINGS.formatted("red"))
            .pod(
                "web",
                """
                volumes:
                - {name: secret, secret: {secretName: login, items: [{key: user, path: who/name}]}}
                - name: all
                  projected:
                    sources:
                    - {configMap: {name: settings}}
                    - {secret: {name: login}}
                    - downwardAPI: {items: [{path: labels, fieldRef: {fieldPath: metadata.labels}}, {path: cpu, resourceFieldRef: {containerName: main, resource: requests.cpu, divisor: 1m}}]}
                """,
                """
                image: nginx
                resources: {requests: {cpu: 250m}}
                volumeMounts: [{name: secret, mountPath: /secret, readOnly: true}, {name: all, mountPath: /all}]
                """)
            .after(15);
    assertEquals("admin", out(node, "cat", "/secret/who/name"));
    assertEquals("color\ncpu\nlabels\npassword\nsize\nuser\n", out(node, "ls", "/all"));
    assertEquals("s3cret", out(node, "cat", "/all/password"));
    assertEquals("250", out(node, "cat", "/all/cpu"));
    assertTrue(out(node, "cat", "/all/labels").contains("app=\"web\""));
    assertNotEquals(0, node.exec("web", "sh", "-c", "echo x > /secret/y").exitCode());
  }

  @Test
  void variablesComeFromEverywhere() {
    NodeTestKit node =
        new NodeTestKit()
            .apply(
                "apiVersion: v1\nkind: Secret\nmetadata: {name: login}\nstringData: {user: admin}\n")
            .apply(SETTINGS.formatted("red"))
            .pod(
                "web",
                "",
                """
                image: nginx
                resources: {limits: {memory: 64Mi}}
                envFrom: [{configMapRef: {name: settings}, prefix: CFG_}, {secretRef: {name: login}}]
                env:
                - {name: ME, valueFrom: {fieldRef: {fieldPath: metadata.name}}}
                - {name: ADDRESS, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                - {name: MEMORY, valueFrom: {resourceFieldRef: {resource: limits.memory}}}
                - {name: GREETING, value: 'hello $(ME), $(NOBODY), $$(ME)'}
                """)
            .after(12);
    assertEquals(
        "red admin web 10.244.0.2 67108864 hello web, $(NOBODY), $(ME)\n",
        out(node, "sh", "-c", "echo $CFG_color $user $ME $ADDRESS $MEMORY \"$GREETING\""));
    assertTrue(out(node, "env").contains("KUBERNETES_SERVICE_HOST=10.96.0.1"));
  }

  @Test
  void anOptionalReferenceThatLeadsNowhereIsLeftOut() {
    NodeTestKit node =
        new NodeTestKit()
            .pod(
                "web",
                "volumes: [{name: cfg, configMap: {name: nope, optional: true}}]",
                """
                image: nginx
                env: [{name: A, valueFrom: {secretKeyRef: {name: nope, key: a, optional: true}}}]
                volumeMounts: [{name: cfg, mountPath: /cfg}]
                """)
            .after(12);
    assertEquals("running", node.state("web"));
    assertEquals("[]\n", out(node, "sh", "-c", "echo [$A]"));
  }

  @Test
  void aSubPathExpressionNamesAFolderByAVariable() {
    NodeTestKit node =
        new NodeTestKit()
            .apply(CLAIM)
            .pod(
                "web",
                "volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]",
                """
                image: nginx
                env: [{name: POD, valueFrom: {fieldRef: {fieldPath: metadata.name}}}]
                volumeMounts: [{name: data, mountPath: /logs, subPathExpr: $(POD)}, {name: data, mountPath: /all}]
                """)
            .after(20);
    node.exec("web", "sh", "-c", "echo x > /logs/a");
    assertEquals("x\n", out(node, "cat", "/all/web/a"));
  }
}
