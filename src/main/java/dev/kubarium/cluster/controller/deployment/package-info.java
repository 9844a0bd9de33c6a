/** Rolls a Deployment from one template of Pods to the next, by means of ReplicaSets. */
package dev.kubarium.cluster.controller.deployment;
