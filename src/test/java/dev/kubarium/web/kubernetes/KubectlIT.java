package dev.kubarium.web.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.Provisions;
import dev.kubarium.web.kubernetes.CommandLine.Ran;
import dev.kubarium.web.kubernetes.CommandLine.Running;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The real kubectl, with a session's kubeconfig. */
@SpringBootTest(
    webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
    properties = {"kubarium.tls.port=0", "kubarium.tls.folder=target/test-tls"})
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class KubectlIT {

  private static final String WEB =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
        labels: {app: web}
      spec:
        replicas: 3
        selector: {matchLabels: {app: web}}
        template:
          metadata: {labels: {app: web}}
          spec:
            containers:
            - name: nginx
              image: nginx:1.27
              ports: [{containerPort: 80}]
              resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {memory: 128Mi}}
              readinessProbe: {httpGet: {path: /, port: 80}}
      ---
      apiVersion: v1
      kind: Service
      metadata: {name: web}
      spec:
        selector: {app: web}
        ports: [{port: 80, targetPort: 80}]
      """;

  @Value("${local.server.port}")
  private int port;

  private CommandLine everywhere;
  private CommandLine kubectl;

  @BeforeAll
  void takeASession(@TempDir Path folder) throws Exception {
    everywhere = CommandLine.on(port, 20, folder, Provisions.kubectl());
    everywhere.file("web.yaml", WEB);
  }

  @BeforeEach
  void takeANamespace(TestInfo test) {
    String name =
        test.getTestMethod()
            .orElseThrow()
            .getName()
            .replaceAll("([A-Z])", "-$1")
            .toLowerCase(java.util.Locale.ROOT);
    String namespace = name.substring(0, Math.min(50, name.length())).replaceAll("-$", "");
    everywhere.ok("create namespace " + namespace);
    kubectl = everywhere.in(namespace);
  }

  @AfterEach
  void leaveIt(TestInfo test) {
    kubectl.ok("delete deployment,statefulset,daemonset,job,pod --all --wait=false");
  }

  private void deployWeb() {
    assertEquals(
        "deployment.apps/web created\nservice/web created\n", kubectl.ok("apply -f web.yaml"));
    String said = kubectl.ok("rollout status deployment/web");
    assertTrue(said.endsWith("deployment \"web\" successfully rolled out\n"), said);
  }

  private static void matches(String pattern, String text) {
    assertTrue(
        Pattern.compile(pattern, Pattern.DOTALL | Pattern.MULTILINE).matcher(text).find(),
        () -> pattern + "\nis not in\n" + text);
  }

  private List<String> pods() {
    return kubectl.ok("get pods -o name --sort-by=.metadata.name").lines().toList();
  }

  // ── Reading ──

  @Test
  void getPodsShowsWhereTheyRun() {
    deployWeb();
    List<List<String>> table = CommandLine.table(kubectl.ok("get pods -o wide"));
    assertEquals(
        List.of(
            "NAME",
            "READY",
            "STATUS",
            "RESTARTS",
            "AGE",
            "IP",
            "NODE",
            "NOMINATED NODE",
            "READINESS GATES"),
        table.getFirst());
    assertEquals(4, table.size());
    for (List<String> row : table.subList(1, 4)) {
      matches(
          "^web-[a-z0-9]{9,10}-[a-z0-9]{5} 1/1 Running 0 \\S+ 10\\.244\\.\\d+\\.\\d+ node-[123] <none> <none>$",
          String.join(" ", row));
    }
  }

  @Test
  void getAllShowsEachKindOfTheCategory() {
    deployWeb();
    String all = kubectl.ok("get all");
    matches("^pod/web-\\S+ +1/1 +Running", all);
    matches("^service/web +ClusterIP +10\\.96\\.\\d+\\.\\d+ +<none> +80/TCP", all);
    matches("^deployment.apps/web +3/3 +3 +3 +", all);
    matches("^replicaset.apps/web-\\S+ +3 +3 +3 +", all);
    assertEquals(
        "No resources found in get-all-shows-each-kind-of-the-category namespace.\n",
        kubectl.run("get jobs").err());
  }

  @Test
  void describeTellsAPodsStory() {
    deployWeb();
    String told = kubectl.ok("describe " + pods().getFirst());
    matches("^Controlled By:  ReplicaSet/web-", told);
    matches("^ +Image: +nginx:1.27$", told);
    matches("^ +State: +Running$", told);
    matches(
        "^ +Readiness: +http-get http://:80/ delay=0s timeout=1s period=10s #success=1 #failure=3$",
        told);
    matches("^QoS Class: +Burstable$", told);
    matches("^Tolerations: +node.kubernetes.io/not-ready:NoExecute op=Exists for 300s$", told);
    matches(
        "Normal +Scheduled +\\S+ +default-scheduler +Successfully assigned \\S+/web-\\S+ to node-",
        told);
    matches("Normal +Started +\\S+ +kubelet +", told);
  }

  @Test
  void describeTellsOfADeploymentItsReplicaSetsAndEvents() {
    deployWeb();
    String told = kubectl.ok("describe deployment web");
    matches(
        "^Replicas: +3 desired \\| 3 updated \\| 3 total \\| 3 available \\| 0 unavailable$", told);
    matches("^RollingUpdateStrategy: +25% max unavailable, 25% max surge$", told);
    matches(
        "^  Available +True +MinimumReplicasAvailable\n  Progressing +True +NewReplicaSetAvailable$",
        told);
    matches("^NewReplicaSet: +web-\\S+ \\(3/3 replicas created\\)$", told);
    matches(
        "ScalingReplicaSet +\\S+ +deployment-controller +Scaled up replica set web-\\S+ from 0 to 3$",
        told);
  }

  @Test
  void describeTellsOfANodeWhatItHasLeft() {
    deployWeb();
    String told = kubectl.ok("describe node node-1");
    matches("^  Ready +True .*KubeletReady +kubelet is posting ready status$", told);
    matches("^  cpu +\\d+m \\(\\d+%\\) +", told);
    matches("^Non-terminated Pods: +\\(\\d+ in total\\)$", told);
    String service = kubectl.ok("describe service web");
    matches(
        "^Endpoints: +10\\.244\\.\\d+\\.\\d+:80,10\\.244\\.\\d+\\.\\d+:80,10\\.244\\.\\d+\\.\\d+:80$",
        service);
    matches("^Session Affinity: +None$", service);
  }

  @Test
  void explainKnowsEveryField() {
    String told = kubectl.ok("explain deployment.spec.strategy --recursive");
    matches("^GROUP: +apps\nKIND: +Deployment\nVERSION: +v1$", told);
    matches("^FIELD: strategy <DeploymentStrategy>$", told);
    matches("^ +rollingUpdate\t<RollingUpdateDeployment>$", told);
    matches("^ +maxSurge\t<IntOrString>$", told);
    String field = kubectl.ok("explain pod.spec.restartPolicy");
    matches("^FIELD: restartPolicy <string>$", field);
    matches("DESCRIPTION:\n +Restart policy for all containers within the pod", field);
    assertEquals(
        "error: field \"nosuch\" does not exist", kubectl.refused("explain pod.spec.nosuch"));
  }

  @Test
  void apiResourcesListsWhatIsServed() {
    String served = kubectl.ok("api-resources");
    matches("^deployments +deploy +apps/v1 +true +Deployment$", served);
    matches("^persistentvolumes +pv +v1 +false +PersistentVolume$", served);
    matches("^apps/v1$", kubectl.ok("api-versions"));
    matches("^Server Version: v1\\.35\\.", kubectl.ok("version"));
    assertEquals(
        "error: the server doesn't have a resource type \"nonsense\"",
        kubectl.refused("get nonsense"));
    assertEquals(
        "Error from server (NotFound): pods \"nobody\" not found",
        kubectl.refused("get pod nobody"));
  }

  @Test
  void authTellsWhoIAmAndWhatIMayDo() {
    assertEquals("yes\n", kubectl.ok("auth can-i create deployments.apps"));
    matches("^\\*\\.\\* +\\[\\] +\\[\\] +\\[\\*\\]$", kubectl.ok("auth can-i --list"));
    matches("^Username +kubarium-admin$", kubectl.ok("auth whoami"));
  }

  @Test
  void topTellsWhatIsUsed() {
    deployWeb();
    matches(
        "^NAME +CPU\\(cores\\) +MEMORY\\(bytes\\)\\s+web-\\S+ +\\d+m +\\d+Mi",
        kubectl.ok("top pods"));
    matches(
        "^POD +NAME +CPU\\(cores\\) +MEMORY\\(bytes\\)\\s+web-\\S+ +nginx +\\d+m +\\d+Mi",
        kubectl.ok("top pods --containers"));
    matches("^node-1 +\\d+m +\\d+% +\\d+Mi +\\d+%", kubectl.ok("top nodes"));
  }

  // ── Watching and waiting ──

  @Test
  void watchShowsAPodThroughItsLife() throws Exception {
    kubectl.ok(
        "run nowhere --image=nginx:1.27 --overrides='{\"spec\":{\"nodeSelector\":{\"no\":\"where\"}}}'");
    try (Running watch = kubectl.start("get pods -w")) {
      // What is listed is there before the watch goes on from it.
      watch.until("nowhere");
      kubectl.ok("run lonely --image=nginx:1.27");
      String seen = watch.until("Running");
      kubectl.ok("delete pod lonely --wait=false");
      seen = watch.until("Terminating");
      matches("^NAME +READY +STATUS +RESTARTS +AGE\n", seen);
      matches(
          "lonely +0/1 +Pending.*lonely +0/1 +ContainerCreating.*lonely +1/1 +Running.*lonely +1/1 +Terminating",
          seen);
      assertEquals(1, seen.split("NAME ", -1).length - 1, seen);
    }
  }

  @Test
  void waitEndsWhenWhatIsWaitedForHolds() {
    deployWeb();
    assertEquals(
        "deployment.apps/web condition met\n",
        kubectl.ok("wait --for=condition=Available deployment/web --timeout=20s"));
    assertEquals(
        "deployment.apps/web condition met\n",
        kubectl.ok("wait --for=jsonpath={.status.readyReplicas}=3 deployment/web --timeout=20s"));
    String pod = pods().getFirst();
    kubectl.ok("delete " + pod + " --wait=false");
    String said = kubectl.ok("wait --for=delete " + pod + " --timeout=20s");
    assertTrue(said.isEmpty() || said.equals(pod + " condition met\n"), said);
    matches(
        "^error: timed out waiting for the condition on deployments/web$",
        kubectl.refused("wait --for=condition=Nonsense deployment/web --timeout=1s"));
    assertEquals(
        "error: no matching resources found",
        kubectl.refused("wait --for=condition=Ready pod -l app=nobody --timeout=1s"));
  }

  @Test
  void aDeletedPodIsReplaced() {
    deployWeb();
    String gone = pods().getFirst();
    matches("^pod \"" + gone.substring(4) + "\" deleted", kubectl.ok("delete " + gone));
    kubectl.ok("rollout status deployment/web");
    assertEquals(3, pods().size());
    assertTrue(!pods().contains(gone));
  }

  // ── Rollouts ──

  @Test
  void aRolloutCanBeFollowedReadAndTakenBack() {
    deployWeb();
    kubectl.ok("annotate deployment/web kubernetes.io/change-cause='first'");
    assertEquals(
        "deployment.apps/web image updated\n",
        kubectl.ok("set image deployment/web nginx=nginx:1.28"));
    kubectl.ok("annotate deployment/web kubernetes.io/change-cause='second' --overwrite");
    matches("successfully rolled out$", kubectl.ok("rollout status deployment/web"));
    matches(
        "^REVISION  CHANGE-CAUSE\n1 +first\n2 +second$",
        kubectl.ok("rollout history deployment/web"));
    matches(
        "with revision #1\nPod Template:.*Image:\tnginx:1.27",
        kubectl.ok("rollout history deployment/web --revision=1"));
    assertEquals("deployment.apps/web rolled back\n", kubectl.ok("rollout undo deployment/web"));
    matches("successfully rolled out$", kubectl.ok("rollout status deployment/web"));
    assertEquals("nginx:1.27", kubectl.ok("get deployment web -o jsonpath={..image}"));
    matches(
        "^REVISION  CHANGE-CAUSE\n2 +second\n3 +first$",
        kubectl.ok("rollout history deployment/web"));
    assertEquals(
        "error: unable to find specified revision 9 in history",
        kubectl.refused("rollout undo deployment/web --to-revision=9"));
    assertEquals("deployment.apps/web restarted\n", kubectl.ok("rollout restart deployment/web"));
    assertEquals("deployment.apps/web paused\n", kubectl.ok("rollout pause deployment/web"));
    assertEquals(
        "error: deployments.apps \"web\" is already paused",
        kubectl.refused("rollout pause deployment/web"));
    assertEquals("deployment.apps/web resumed\n", kubectl.ok("rollout resume deployment/web"));
  }

  @Test
  void scaleHonoursWhatIsExpected() {
    deployWeb();
    assertEquals(
        "deployment.apps/web scaled\n",
        kubectl.ok("scale deployment/web --replicas=5 --current-replicas=3"));
    kubectl.ok("rollout status deployment/web");
    assertEquals(5, pods().size());
    assertEquals(
        "error: Expected replicas to be 3, was 5",
        kubectl.refused("scale deployment/web --replicas=1 --current-replicas=3"));
    assertEquals(
        "horizontalpodautoscaler.autoscaling/web autoscaled\n",
        kubectl.ok("autoscale deployment/web --min=2 --max=6 --cpu=80%"));
    matches("^web +Deployment/web +cpu: \\S+/80% +2 +6 +", kubectl.ok("get hpa"));
  }

  // ── Containers ──

  @Test
  void logsAreFollowedToTheirEnd() throws Exception {
    kubectl.ok(
        "run counter --image=busybox:1.36 --restart=Never -- sh -c 'for i in 1 2 3; do echo line $i; sleep 5; done'");
    kubectl.ok("wait --for=condition=Ready pod/counter --timeout=30s");
    assertEquals("line 1\nline 2\nline 3\n", kubectl.ok("logs -f counter"));
    assertEquals("line 3\n", kubectl.ok("logs counter --tail=1"));
    matches(
        "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d+Z line 1$",
        kubectl.ok("logs counter --timestamps"));
    matches(
        "^Error from server \\(BadRequest\\): previous terminated container \"counter\" in pod \"counter\" not found$",
        kubectl.refused("logs counter --previous"));
    kubectl.ok("wait --for=jsonpath={.status.phase}=Succeeded pod/counter --timeout=30s");
  }

  @Test
  void execRunsACommandAndKeepsItsExitCode() {
    deployWeb();
    Ran ran = kubectl.run("exec deployment/web -- sh -c 'echo out; echo err >&2; exit 3'");
    assertEquals("out\n", ran.out());
    assertEquals("err\ncommand terminated with exit code 3\n", ran.err());
    assertEquals(3, ran.code());
    assertEquals(
        pods().getFirst().substring(4) + "\n",
        kubectl.ok("exec " + pods().getFirst() + " -- hostname"));
    matches(
        "container nosuch (is not valid|not found)",
        kubectl.refused("exec " + pods().getFirst() + " -c nosuch -- ls"));
  }

  @Test
  void aPortIsForwardedToTheServerInAPod() throws Exception {
    deployWeb();
    try (Running forward = kubectl.start("port-forward service/web :80")) {
      Matcher said =
          Pattern.compile("Forwarding from 127.0.0.1:(\\d+) -> 80").matcher(forward.until("-> 80"));
      assertTrue(said.find());
      HttpClient client = HttpClient.newHttpClient();
      URI address = URI.create("http://127.0.0.1:" + said.group(1) + "/");
      for (int request = 0; request < 3; request++) {
        var answer = client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("Welcome to nginx!"), answer.body());
      }
      var absent =
          client.send(
              HttpRequest.newBuilder(address.resolve("nothing")).build(), BodyHandlers.ofString());
      assertEquals(404, absent.statusCode());
    }
  }

  @Test
  void debugAddsAContainerCopiesAPodAndEntersANode() {
    deployWeb();
    String pod = pods().getFirst();
    kubectl.ok("debug " + pod + " --image=busybox:1.36 -c looking --profile=general -- sleep 1000");
    kubectl.ok(
        "wait --for=jsonpath={.status.ephemeralContainerStatuses[0].state.running.startedAt} "
            + pod
            + " --timeout=30s");
    matches("^  looking:\n.*State: +Running", kubectl.ok("describe " + pod));
    kubectl.ok(
        "debug " + pod + " --image=busybox:1.36 --copy-to=copy --profile=general -- sleep 1000");
    kubectl.ok("wait --for=condition=Ready pod/copy --timeout=30s");
    matches(
        "^Creating debugging pod node-debugger-node-1-\\S+ with container debugger on node node-1.$",
        kubectl.ok("debug node/node-1 --image=busybox:1.36 --profile=general -- sleep 1000")
            + kubectl
                .run("debug node/node-1 --image=busybox:1.36 --profile=general -- sleep 1000")
                .err());
  }

  // ── Changing ──

  @Test
  void applyChangesOnlyWhatIsSaid() {
    deployWeb();
    assertEquals(
        "deployment.apps/web unchanged\nservice/web unchanged\n", kubectl.ok("apply -f web.yaml"));
    kubectl.file("web4.yaml", WEB.replace("replicas: 3", "replicas: 4"));
    Ran diff = kubectl.run("diff -f web4.yaml");
    assertEquals(1, diff.code(), diff.err());
    matches("^-  replicas: 3\n\\+  replicas: 4$", diff.out());
    assertEquals(
        "deployment.apps/web configured (server dry run)\nservice/web unchanged (server dry run)\n",
        kubectl.ok("apply -f web4.yaml --dry-run=server"));
    assertEquals("3", kubectl.ok("get deployment web -o jsonpath={.spec.replicas}"));
    assertEquals(
        "deployment.apps/web configured\nservice/web unchanged\n",
        kubectl.ok("apply -f web4.yaml"));
    assertEquals(0, kubectl.run("diff -f web4.yaml").code());
    kubectl.file("wrong.yaml", WEB.replace("replicas: 3", "replica: 3"));
    matches(
        "strict decoding error: unknown field \"spec.replica\"",
        kubectl.refused("apply -f wrong.yaml"));
    kubectl.file("bad.yaml", WEB.replace("replicas: 3", "replicas: -3"));
    matches(
        "^The Deployment \"web\" is invalid: spec.replicas: Invalid value: -3: must be greater than or equal to 0$",
        kubectl.refused("apply -f bad.yaml"));
  }

  @Test
  void serverSideApplyNamesTheManagerItConflictsWith() {
    kubectl.file(
        "config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: red}\n");
    assertEquals(
        "configmap/settings serverside-applied\n",
        kubectl.ok("apply --server-side -f config.yaml --field-manager=one"));
    kubectl.file(
        "config.yaml",
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {colour: blue}\n");
    matches(
        "^error: Apply failed with 1 conflict: conflict with \"one\": .data.colour$",
        kubectl.refused("apply --server-side -f config.yaml --field-manager=two"));
    kubectl.ok("apply --server-side -f config.yaml --field-manager=two --force-conflicts");
    assertEquals("blue", kubectl.ok("get configmap settings -o jsonpath={.data.colour}"));
    String managers =
        "get configmap settings --show-managed-fields -o jsonpath={.metadata.managedFields[*].manager}";
    assertEquals("two", kubectl.ok(managers));
  }

  @Test
  void everyKindOfPatchIsUnderstood() {
    deployWeb();
    String images = "get deployment web -o jsonpath={.spec.template.spec.containers[*].image}";
    kubectl.ok(
        "patch deployment web -p '{\"spec\":{\"template\":{\"spec\":{\"containers\":[{\"name\":\"side\",\"image\":\"busybox:1.36\"}]}}}}'");
    assertEquals("busybox:1.36 nginx:1.27", kubectl.ok(images));
    kubectl.ok(
        "patch deployment web --type=json -p '[{\"op\":\"remove\",\"path\":\"/spec/template/spec/containers/0\"}]'");
    assertEquals("nginx:1.27", kubectl.ok(images));
    kubectl.ok("patch deployment web --type=merge -p '{\"spec\":{\"replicas\":1}}'");
    assertEquals("1", kubectl.ok("get deployment web -o jsonpath={.spec.replicas}"));
    kubectl.ok(
        "patch deployment web --subresource=scale --type=merge -p '{\"spec\":{\"replicas\":2}}'");
    assertEquals("2", kubectl.ok("get deployment web -o jsonpath={.spec.replicas}"));
    // kubectl compares all of the object, and its status goes on changing for a moment.
    String again = "patch deployment web --type=merge -p '{\"spec\":{\"replicas\":2}}'";
    String said = kubectl.ok(again);
    for (int i = 0; i < 30 && !said.contains("no change"); i++) {
      said = kubectl.ok(again);
    }
    assertEquals("deployment.apps/web patched (no change)\n", said);
  }

  @Test
  void labelsAndAnnotationsAreSetMovedAndTakenAway() {
    kubectl.ok("run lonely --image=nginx:1.27 --labels=tier=front");
    assertEquals("pod/lonely labeled\n", kubectl.ok("label pod lonely colour=red"));
    assertEquals(
        "error: 'colour' already has a value (red), and --overwrite is false",
        kubectl.refused("label pod lonely colour=blue"));
    assertEquals("pod/lonely labeled\n", kubectl.ok("label pod lonely colour=blue --overwrite"));
    assertEquals("pod/lonely\n", kubectl.ok("get pods -l 'colour in (blue,green),tier' -o name"));
    matches("^lonely +.* +blue$", kubectl.ok("get pods -L colour"));
    matches("colour=blue,tier=front$", kubectl.ok("get pods --show-labels"));
    assertEquals("pod/lonely unlabeled\n", kubectl.ok("label pod lonely colour-"));
    assertEquals("pod/lonely annotated\n", kubectl.ok("annotate pod lonely note=hello"));
    assertEquals("hello", kubectl.ok("get pod lonely -o jsonpath={.metadata.annotations.note}"));
  }

  @Test
  void aNodeIsCordonedAndDrained() {
    kubectl.file("five.yaml", WEB.replace("replicas: 3", "replicas: 6"));
    kubectl.ok("apply -f five.yaml");
    kubectl.ok("rollout status deployment/web");
    assertEquals("node/node-3 cordoned\n", kubectl.ok("cordon node-3"));
    matches("^node-3 +Ready,SchedulingDisabled +", kubectl.ok("get nodes"));
    String drained = kubectl.ok("drain node-3 --ignore-daemonsets --force --delete-emptydir-data");
    matches("^pod/web-\\S+ evicted$", drained);
    matches("^node/node-3 drained$", drained);
    assertEquals("", kubectl.ok("get pods --field-selector spec.nodeName=node-3 -o name"));
    assertEquals("node/node-3 uncordoned\n", kubectl.ok("uncordon node-3"));
    kubectl.ok("taint node node-3 special=yes:NoSchedule");
    matches("^Taints: +special=yes:NoSchedule$", kubectl.ok("describe node node-3"));
    assertEquals("node/node-3 untainted\n", kubectl.ok("taint node node-3 special-"));
  }

  // ── Creating ──

  @Test
  void theGeneratorsOfCreateMakeWhatTheySay() {
    assertEquals(
        "configmap/settings created\n",
        kubectl.ok("create configmap settings --from-literal=colour=red"));
    assertEquals(
        "secret/login created\n",
        kubectl.ok("create secret generic login --from-literal=password=sesame"));
    assertEquals("c2VzYW1l", kubectl.ok("get secret login -o jsonpath={.data.password}"));
    assertEquals(
        "deployment.apps/made created\n",
        kubectl.ok("create deployment made --image=nginx:1.27 --replicas=2 --port=80"));
    assertEquals(
        "service/made exposed\n",
        kubectl.ok("expose deployment made --port=8080 --target-port=80 --type=NodePort"));
    matches(
        "^made +NodePort +10\\.96\\.\\d+\\.\\d+ +<none> +8080:3\\d{4}/TCP",
        kubectl.ok("get service made"));
    assertEquals(
        "service/inner created\n", kubectl.ok("create service clusterip inner --tcp=5432:5432"));
    assertEquals(
        "job.batch/once created\n",
        kubectl.ok("create job once --image=busybox:1.36 -- echo done"));
    kubectl.ok("wait --for=condition=Complete job/once --timeout=30s");
    assertEquals("done\n", kubectl.ok("logs job/once"));
    assertEquals(
        "cronjob.batch/nightly created\n",
        kubectl.ok("create cronjob nightly --image=busybox:1.36 --schedule='0 3 * * *' -- date"));
    assertEquals("job.batch/now created\n", kubectl.ok("create job now --from=cronjob/nightly"));
    assertEquals(
        "role.rbac.authorization.k8s.io/reader created\n",
        kubectl.ok("create role reader --verb=get,list --resource=pods"));
    assertEquals(
        "rolebinding.rbac.authorization.k8s.io/readers created\n",
        kubectl.ok("create rolebinding readers --role=reader --user=ann"));
    assertEquals("serviceaccount/robot created\n", kubectl.ok("create serviceaccount robot"));
    matches("^ey[\\w-]+\\.[\\w-]+\\.[\\w-]+$", kubectl.ok("create token robot"));
    assertEquals(
        "ingress.networking.k8s.io/door created\n",
        kubectl.ok("create ingress door --rule=web.example/=made:8080"));
    matches("^ +web.example +\n +/ +made:8080 \\(10\\.", kubectl.ok("describe ingress door"));
    assertEquals(
        "poddisruptionbudget.policy/some created\n",
        kubectl.ok("create poddisruptionbudget some --selector=app=made --min-available=1"));
    assertEquals("resourcequota/small created\n", kubectl.ok("create quota small --hard=pods=20"));
    assertEquals(
        "priorityclass.scheduling.k8s.io/urgent created\n",
        kubectl.ok("create priorityclass urgent --value=1000"));
    kubectl.ok("delete priorityclass urgent");
    assertEquals(
        "error: failed to create configmap: configmaps \"settings\" already exists",
        kubectl.refused("create configmap settings --from-literal=colour=blue"));
  }

  @Test
  void applyOfAFolderPrunesWhatItNoLongerNames() throws IOException {
    String map =
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {part: shop}}\ndata: {a: b}\n";
    kubectl.file("shop/one.yaml", map.formatted("one"));
    Path two = kubectl.file("shop/two.yaml", map.formatted("two"));
    assertEquals("configmap/one created\nconfigmap/two created\n", kubectl.ok("apply -f shop"));
    java.nio.file.Files.delete(two);
    String pruned =
        kubectl.ok("apply -f shop --prune -l part=shop --prune-allowlist=core/v1/ConfigMap");
    assertEquals("configmap/one unchanged\nconfigmap/two pruned\n", pruned);
  }

  @Test
  void aKustomizationIsApplied() {
    kubectl.file("kustom/web.yaml", WEB);
    kubectl.file(
        "kustom/kustomization.yaml",
        """
        resources: [web.yaml]
        namePrefix: my-
        images: [{name: nginx, newTag: "1.28"}]
        replicas: [{name: web, count: 2}]
        configMapGenerator: [{name: settings, literals: [colour=red]}]
        """);
    String applied = kubectl.ok("apply -k kustom");
    matches(
        "^configmap/my-settings-\\w+ created\nservice/my-web created\ndeployment.apps/my-web created$",
        applied);
    kubectl.ok("rollout status deployment/my-web");
    assertEquals(
        "nginx:1.28 2",
        kubectl.ok("get deployment my-web -o jsonpath='{..image} {.status.readyReplicas}'"));
    kubectl.ok("delete -k kustom");
    assertEquals("", kubectl.ok("get deployments -o name"));
  }
}
