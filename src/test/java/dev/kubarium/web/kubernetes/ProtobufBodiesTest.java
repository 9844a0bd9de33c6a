package dev.kubarium.web.kubernetes;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.google.protobuf.ByteString;
import com.google.protobuf.Message;
import dev.kubarium.cluster.apiserver.ApiException;
import dev.kubarium.cluster.object.Json;
import io.kubernetes.client.proto.IntStr;
import io.kubernetes.client.proto.Meta;
import io.kubernetes.client.proto.Resource;
import io.kubernetes.client.proto.Runtime;
import io.kubernetes.client.proto.V1;
import io.kubernetes.client.proto.V1Apps;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.api.Test;

class ProtobufBodiesTest {

  private static byte[] body(String apiVersion, String kind, Message object) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {'k', '8', 's', 0});
    out.writeBytes(
        Runtime.Unknown.newBuilder()
            .setTypeMeta(Runtime.TypeMeta.newBuilder().setApiVersion(apiVersion).setKind(kind))
            .setRaw(object.toByteString())
            .build()
            .toByteArray());
    return out.toByteArray();
  }

  private static void decodesAs(String json, byte[] body) {
    assertEquals(Json.print(Json.parse(json)), Json.print(ProtobufBodies.decode(body)));
  }

  @Test
  void textsAndBytesOfASecretComeAsInJson() {
    decodesAs(
        """
        {"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"type":"Opaque","data":{"a":"Yg=="}}
        """,
        body(
            "v1",
            "Secret",
            V1.Secret.newBuilder()
                .setMetadata(
                    Meta.ObjectMeta.newBuilder()
                        .setName("s")
                        .setNamespace("")
                        .setGeneration(0)
                        .setCreationTimestamp(Meta.Time.newBuilder()))
                .setType("Opaque")
                .putData("a", ByteString.copyFromUtf8("b"))
                .build()));
  }

  @Test
  void whatJsonInlinesIsInlined() {
    decodesAs(
        """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"p"},"spec":{"hostname":"h",
         "containers":[{"name":"c","image":"i",
           "env":[{"name":"A","valueFrom":{"configMapKeyRef":{"name":"cm","key":"k"}}}],
           "livenessProbe":{"httpGet":{"port":"http","path":"/"},"failureThreshold":3},
           "ports":[{"containerPort":80}],
           "resources":{"limits":{"cpu":"200m"}}}],
         "terminationGracePeriodSeconds":0,
         "volumes":[{"name":"v","emptyDir":{}},{"name":"w","secret":{"secretName":"s"}}]}}
        """,
        body(
            "v1",
            "Pod",
            V1.Pod.newBuilder()
                .setMetadata(Meta.ObjectMeta.newBuilder().setName("p"))
                .setSpec(
                    V1.PodSpec.newBuilder()
                        .setHostname("h")
                        .setHostNetwork(false)
                        .setTerminationGracePeriodSeconds(0)
                        .addVolumes(
                            V1.Volume.newBuilder()
                                .setName("v")
                                .setVolumeSource(
                                    V1.VolumeSource.newBuilder()
                                        .setEmptyDir(V1.EmptyDirVolumeSource.newBuilder())))
                        .addVolumes(
                            V1.Volume.newBuilder()
                                .setName("w")
                                .setVolumeSource(
                                    V1.VolumeSource.newBuilder()
                                        .setSecret(
                                            V1.SecretVolumeSource.newBuilder().setSecretName("s"))))
                        .addContainers(
                            V1.Container.newBuilder()
                                .setName("c")
                                .setImage("i")
                                .addPorts(
                                    V1.ContainerPort.newBuilder()
                                        .setHostPort(0)
                                        .setContainerPort(80))
                                .setResources(
                                    V1.ResourceRequirements.newBuilder()
                                        .putLimits(
                                            "cpu",
                                            Resource.Quantity.newBuilder()
                                                .setString("200m")
                                                .build()))
                                .addEnv(
                                    V1.EnvVar.newBuilder()
                                        .setName("A")
                                        .setValueFrom(
                                            V1.EnvVarSource.newBuilder()
                                                .setConfigMapKeyRef(
                                                    V1.ConfigMapKeySelector.newBuilder()
                                                        .setKey("k")
                                                        .setLocalObjectReference(
                                                            V1.LocalObjectReference.newBuilder()
                                                                .setName("cm")))))
                                .setLivenessProbe(
                                    V1.Probe.newBuilder()
                                        .setFailureThreshold(3)
                                        .setTimeoutSeconds(0)
                                        .setHandler(
                                            V1.ProbeHandler.newBuilder()
                                                .setHttpGet(
                                                    V1.HTTPGetAction.newBuilder()
                                                        .setPath("/")
                                                        .setPort(
                                                            IntStr.IntOrString.newBuilder()
                                                                .setType(1)
                                                                .setStrVal("http"))))))
                        .build())
                .build()));
  }

  @Test
  void numbersOrTextsAndTimesComeAsInJson() {
    decodesAs(
        """
        {"apiVersion":"apps/v1","kind":"Deployment",
         "metadata":{"name":"d","creationTimestamp":"2026-01-02T03:04:05Z"},
         "spec":{"replicas":0,"selector":{"matchLabels":{"app":"d"}},
          "strategy":{"type":"RollingUpdate","rollingUpdate":{"maxSurge":2,"maxUnavailable":"25%"}}}}
        """,
        body(
            "apps/v1",
            "Deployment",
            V1Apps.Deployment.newBuilder()
                .setMetadata(
                    Meta.ObjectMeta.newBuilder()
                        .setName("d")
                        .setCreationTimestamp(
                            Meta.Time.newBuilder().setSeconds(1767323045L).setNanos(0)))
                .setSpec(
                    V1Apps.DeploymentSpec.newBuilder()
                        .setReplicas(0)
                        .setMinReadySeconds(0)
                        .setPaused(false)
                        .setSelector(Meta.LabelSelector.newBuilder().putMatchLabels("app", "d"))
                        .setStrategy(
                            V1Apps.DeploymentStrategy.newBuilder()
                                .setType("RollingUpdate")
                                .setRollingUpdate(
                                    V1Apps.RollingUpdateDeployment.newBuilder()
                                        .setMaxSurge(
                                            IntStr.IntOrString.newBuilder().setType(0).setIntVal(2))
                                        .setMaxUnavailable(
                                            IntStr.IntOrString.newBuilder()
                                                .setType(1)
                                                .setStrVal("25%")))))
                .build()));
  }

  @Test
  void refusesWhatIsNoEnvelopeAndKindsThatNobodyKnows() {
    assertEquals(
        400,
        assertThrows(ApiException.class, () -> ProtobufBodies.decode(new byte[] {1, 2})).code());
    ApiException unknown =
        assertThrows(
            ApiException.class,
            () ->
                ProtobufBodies.decode(body("example.com/v1", "Frog", V1.Pod.getDefaultInstance())));
    assertEquals(
        "no kind \"Frog\" is registered for version \"example.com/v1\" in scheme",
        unknown.getMessage());
  }
}
