/** Keeps the wished number of Pods of a ReplicationController. */
package dev.kubarium.cluster.controller.replicationcontroller;
