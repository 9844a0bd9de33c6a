/** Watches the heartbeats of nodes and marks those that fell silent. */
package dev.kubarium.cluster.controller.nodelifecycle;
