/** Keeps Pods with a name, an order and storage of their own. */
package dev.kubarium.cluster.controller.statefulset;
