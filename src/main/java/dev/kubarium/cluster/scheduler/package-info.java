/** Chooses a node for each Pod that has none, and can say why. */
package dev.kubarium.cluster.scheduler;
