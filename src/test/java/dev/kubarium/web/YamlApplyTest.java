package dev.kubarium.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.object.Kinds;
import dev.kubarium.cluster.object.KubeObject;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlApplyTest {

  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        replicas: 3
        selector:
          matchLabels:
            app: web
        template:
          metadata:
            labels:
              app: web
          spec:
            containers:
              - name: web
                image: nginx:1.27
      """;

  private static final String CONFIG =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata:
        name: colours
      data:
        sky: blue
      """;

  private final Cluster cluster = Cluster.create(ClusterSpec.ofNodes(1), 1);

  private YamlApply.Outcome apply(String text) {
    return YamlApply.apply(cluster, text, false);
  }

  private KubeObject deployment() {
    return cluster.store().list(Kinds.DEPLOYMENT.resource(), "default").stream()
        .findFirst()
        .orElse(null);
  }

  @Test
  void createsThenLeavesThenConfigures() {
    assertThat(apply(DEPLOYMENT).applied())
        .extracting(YamlApply.Applied::result)
        .containsExactly("created");
    assertThat(apply(DEPLOYMENT).applied())
        .extracting(YamlApply.Applied::result)
        .containsExactly("unchanged");
    assertThat(apply(DEPLOYMENT.replace("1.27", "1.28")).applied())
        .extracting(YamlApply.Applied::result)
        .containsExactly("configured");
    assertThat(deployment().spec().object("template").toString()).contains("nginx:1.28");
  }

  @Test
  void takesAwayWhatTheTextNoLongerSays() {
    apply(CONFIG.replace("sky: blue", "sky: blue\n  grass: green"));
    apply(CONFIG);
    KubeObject config =
        cluster
            .store()
            .get(dev.kubarium.cluster.object.ObjectKey.of(Kinds.CONFIG_MAP, "default", "colours"));
    assertThat(config.tree().object("data").keys()).containsExactly("sky");
  }

  @Test
  void appliesWhatTheApiShows() {
    apply(DEPLOYMENT);
    String shown = dev.kubarium.cluster.object.Yaml.print(deployment().tree());
    YamlApply.Outcome outcome = apply(shown.replace("replicas: 3", "replicas: 4"));
    assertThat(outcome.problems()).isEmpty();
    assertThat(deployment().spec().integer("replicas")).isEqualTo(4);
  }

  /** What is replaced in the Deployment, by what, and the problem: code, line, path. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          replicas: 3           | replica: 3             | unknownField | 6  | spec.replica
          replicas: 3           | replicas: three        | wrongType    | 6  | spec.replicas
          replicas: 3           | replicas: -1           | invalidValue | 6  | spec.replicas
          kind: Deployment      | kind: Deploiment       | unknownKind  | 2  | kind
          apiVersion: apps/v1   | apiVersion: v1         | unknownKind  | 2  | kind
          apiVersion: apps/v1   | # none                 | missingField | 2  | apiVersion
          name: web\\n          | name: Web_1\\n         | invalidValue | 4  | metadata.name
          - name: web           | - tty: true            | missingField | 16 | spec.template.spec.containers[0].name
          image: nginx          | imagee: nginx          | unknownField | 17 | spec.template.spec.containers[0].imagee
          image: nginx:1.27     | image: [a, b]          | wrongType    | 17 | spec.template.spec.containers[0].image
          replicas: 3           | replicas: 3\\n  x: {   | yamlSyntax   | 9  |
          replicas: 3           | replicas: 3\\n\\tx: 1  | yamlSyntax   | 7  |
          replicas: 3           | replicas: 3\\n  replicas: 4 | duplicateKey | 7 |
          """)
  void putsEachFaultOnItsLine(String what, String by, String code, int line, String path) {
    String text =
        DEPLOYMENT.replaceFirst(
            unescaped(what), java.util.regex.Matcher.quoteReplacement(unescaped(by)));
    assertThat(text).isNotEqualTo(DEPLOYMENT);
    long before = cluster.store().revision();

    List<YamlApply.Problem> problems = apply(text).problems();

    assertThat(problems).isNotEmpty();
    YamlApply.Problem first = problems.getFirst();
    assertThat(first.code() + " " + first.line()).as(first.toString()).isEqualTo(code + " " + line);
    if (path != null) {
      assertThat(first.path()).isEqualTo(path);
    }
    assertThat(first.message()).isNotBlank();
    assertThat(cluster.store().revision()).isEqualTo(before);
  }

  private static String unescaped(String text) {
    return text.replace("\\n", "\n").replace("\\t", "\t");
  }

  @Test
  void collectsAllFaultsOfADocument() {
    List<YamlApply.Problem> problems =
        apply(
                DEPLOYMENT
                    .replace("replicas: 3", "replicas: -1")
                    .replace("image: nginx:1.27", "imagePullPolicy: Sometimes"))
            .problems();
    assertThat(problems)
        .extracting(YamlApply.Problem::path)
        .contains("spec.replicas", "spec.template.spec.containers[0].image");
  }

  @Test
  void findsTheElementsThatServerSideApplyNamesByTheirKeys() {
    String service =
        """
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          labels:
            app.kubernetes.io/name: 5
        spec:
          ports:
            - port: 80
              name: http
            - port: 81
              protocol: UDP
              nam: other
              targetPort: 1
        """;
    List<YamlApply.Problem> problems = apply(service).problems();
    assertThat(problems)
        .extracting(YamlApply.Problem::line, YamlApply.Problem::path, YamlApply.Problem::code)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(
                6, "metadata.labels.app.kubernetes.io/name", "wrongType"),
            org.assertj.core.groups.Tuple.tuple(13, "spec.ports[1].nam", "unknownField"));
  }

  @Test
  void leavesTheClusterAsItWasWhereOneDocumentIsWrong() {
    long before = cluster.store().revision();
    YamlApply.Outcome outcome =
        apply(CONFIG + "---\n" + DEPLOYMENT.replace("replicas: 3", "replicas: -1"));
    assertThat(outcome.problems()).hasSize(1);
    assertThat(outcome.problems().getFirst().document()).isEqualTo(2);
    assertThat(outcome.problems().getFirst().line()).isEqualTo(CONFIG.lines().count() + 1 + 6);
    assertThat(cluster.store().revision()).isEqualTo(before);
  }

  @Test
  void lettsALaterDocumentRestOnAnEarlierOne() {
    String namespace = "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: shop\n";
    String inside = CONFIG.replace("name: colours", "name: colours\n  namespace: shop");
    assertThat(apply(inside).problems())
        .extracting(YamlApply.Problem::code)
        .containsExactly("notFound");
    assertThat(apply(namespace + "---\n" + inside).problems()).isEmpty();
  }

  @Test
  void triesWithoutChangingAnything() {
    long before = cluster.store().revision();
    assertThat(YamlApply.apply(cluster, DEPLOYMENT, true).applied())
        .extracting(YamlApply.Applied::result)
        .containsExactly("created");
    assertThat(cluster.store().revision()).isEqualTo(before);
  }

  @Test
  void refusesTooMuchTextBeforeReadingIt() {
    String huge = CONFIG + "  sea: " + "x".repeat(5 << 20) + "\n";
    assertThat(apply(huge).problems())
        .extracting(YamlApply.Problem::code)
        .containsExactly("tooLarge");
  }

  @Test
  void refusesAnAliasBomb() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      String before = "*a" + (i - 1);
      bomb.append(
          "a%d: &a%d [%s]\n"
              .formatted(i, i, String.join(", ", java.util.Collections.nCopies(9, before))));
    }
    assertThat(apply(bomb.toString()).problems())
        .extracting(YamlApply.Problem::code)
        .containsExactly("tooManyAliases");
    assertThat(apply("a: &a\n  b: *a\n").problems()).hasSize(1);
  }

  @Test
  void refusesNestingWithoutEnd() {
    assertThat(apply("a: " + "[".repeat(20_000) + "]".repeat(20_000)).problems()).hasSize(1);
    assertThat(apply("{a: ".repeat(2_000) + "1" + "}".repeat(2_000)).problems()).hasSize(1);
  }

  @Test
  void refusesWhatIsNoObject() {
    assertThat(apply("- a\n- b\n").problems())
        .extracting(YamlApply.Problem::code)
        .containsExactly("notAnObject");
    assertThat(apply("hello").problems())
        .extracting(YamlApply.Problem::code)
        .containsExactly("notAnObject");
    assertThat(apply("# nothing\n").problems())
        .extracting(YamlApply.Problem::code)
        .containsExactly("empty");
    assertThat(apply("").problems()).extracting(YamlApply.Problem::code).containsExactly("empty");
    assertThat(apply("apiVersion: 1\nkind: [a]\n").problems()).hasSize(1);
    assertThat(apply("apiVersion: v1\nkind: Pod\nmetadata: web\n").problems()).hasSize(1);
  }

  @Test
  void refusesToChangeWhatCannotChange() {
    apply(DEPLOYMENT);
    List<YamlApply.Problem> problems =
        apply(DEPLOYMENT.replace("app: web", "app: other")).problems();
    assertThat(problems).extracting(YamlApply.Problem::code).containsExactly("immutable");
    assertThat(problems.getFirst().path()).isEqualTo("spec.selector");
    assertThat(problems.getFirst().line()).isEqualTo(7);
  }
}
