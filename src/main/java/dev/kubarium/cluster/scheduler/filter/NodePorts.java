package dev.kubarium.cluster.scheduler.filter;

import dev.kubarium.cluster.object.JsonObject;
import dev.kubarium.cluster.object.KubeObject;
import dev.kubarium.cluster.scheduler.FilterPlugin;
import dev.kubarium.cluster.scheduler.NodeView;
import dev.kubarium.cluster.scheduler.SchedulingContext;
import dev.kubarium.cluster.scheduler.Verdict;
import java.util.ArrayList;
import java.util.List;

/** A port of a machine is for one Pod. Models: pkg/scheduler/framework/plugins/nodeports */
public final class NodePorts implements FilterPlugin {

  private record Wanted(List<JsonObject> ports) {}

  @Override
  public String name() {
    return "NodePorts";
  }

  @Override
  public Verdict verdict(NodeView node, SchedulingContext context) {
    List<JsonObject> wanted =
        context.once(Wanted.class, each -> new Wanted(hostPorts(each.pod()))).ports();
    if (wanted.isEmpty()) {
      return Verdict.FITS;
    }
    for (KubeObject other : node.pods()) {
      for (JsonObject taken : hostPorts(other)) {
        if (wanted.stream().anyMatch(port -> conflicts(port, taken))) {
          return Verdict.notNow("node(s) didn't have free ports for the requested pod ports");
        }
      }
    }
    return Verdict.FITS;
  }

  private static List<JsonObject> hostPorts(KubeObject pod) {
    List<JsonObject> ports = new ArrayList<>();
    for (String list : List.of("containers", "initContainers")) {
      for (JsonObject container : pod.spec().array(list).objects()) {
        for (JsonObject port : container.array("ports").objects()) {
          if (port.integer("hostPort", 0) > 0) {
            ports.add(port);
          }
        }
      }
    }
    return ports;
  }

  /** The same port and protocol on the same address; the open address is every address. */
  private static boolean conflicts(JsonObject one, JsonObject other) {
    String ip = address(one);
    String otherIp = address(other);
    return one.integer("hostPort", 0) == other.integer("hostPort", 0)
        && one.string("protocol", "TCP").equals(other.string("protocol", "TCP"))
        && (ip.equals(otherIp) || ip.equals("0.0.0.0") || otherIp.equals("0.0.0.0"));
  }

  private static String address(JsonObject port) {
    String ip = port.string("hostIP", "");
    return ip.isEmpty() ? "0.0.0.0" : ip;
  }
}
