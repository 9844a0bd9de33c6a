package dev.kubarium.kubectl;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kubarium.cluster.Cluster;
import dev.kubarium.cluster.ClusterSpec;
import dev.kubarium.cluster.apiserver.Caller;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplainCommandTest {

  private static Output explain(String what) {
    Cluster cluster = Cluster.create(ClusterSpec.ofNodes(1), 1);
    return Kubectl.run(
        "kubectl explain " + what, new TerminalContext(cluster.api(), Caller.YOU, Map.of()));
  }

  @Test
  void namesGroupVersionAndFieldsOfAKind() {
    String told = explain("cronjob").out();
    assertTrue(
        told.startsWith("GROUP:      batch\nKIND:       CronJob\nVERSION:    v1\n\nDESCRIPTION:\n"),
        told);
    assertTrue(told.contains("\nFIELDS:\n  apiVersion\t<string>\n"), told);
  }

  @Test
  void describesOneFieldOfAKind() {
    String told = explain("cronjob.spec.schedule").out();
    assertTrue(told.contains("FIELD: schedule <string>\n\n\nDESCRIPTION:\n    The schedule"), told);
  }

  @Test
  void refusesAFieldThatThereIsNot() {
    Output told = explain("deployment.spec.foo");
    assertEquals("error: field \"foo\" does not exist\n", told.err());
    assertEquals(1, told.exitCode());
  }
}
