/** Evicts Pods from nodes whose NoExecute taints they do not tolerate. */
package dev.kubarium.cluster.controller.tainteviction;
