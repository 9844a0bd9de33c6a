/** The filters: each may say no to a node, with its reason. */
package dev.kubarium.cluster.scheduler.filter;
