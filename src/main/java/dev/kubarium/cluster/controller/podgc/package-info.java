/** Deletes Pods that no kubelet will ever delete. */
package dev.kubarium.cluster.controller.podgc;
