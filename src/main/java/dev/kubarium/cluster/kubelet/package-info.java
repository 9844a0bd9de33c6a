/** Runs the Pods of one node, and says in their status how they are. */
package dev.kubarium.cluster.kubelet;
