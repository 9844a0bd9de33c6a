/** Keeps one Pod on each node that fits. */
package dev.kubarium.cluster.controller.daemonset;
