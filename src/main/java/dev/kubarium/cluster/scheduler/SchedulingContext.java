package dev.kubarium.cluster.scheduler;

import dev.kubarium.cluster.client.Client;
import java.util.Collection;

/** What plugins may look at beside the Pod and the node: all nodes, and the API to read. */
public record SchedulingContext(Collection<NodeView> nodes, Client client) {}
