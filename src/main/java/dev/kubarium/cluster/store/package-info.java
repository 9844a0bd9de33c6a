/** Plays etcd: the current objects, their revisions, and the log of changes. */
package dev.kubarium.cluster.store;
