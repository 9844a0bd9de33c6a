/** Keeps the wished number of Pods of a ReplicaSet. */
package dev.kubarium.cluster.controller.replicaset;
