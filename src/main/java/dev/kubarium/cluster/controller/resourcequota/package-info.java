/** Counts what a namespace uses of its ResourceQuotas. */
package dev.kubarium.cluster.controller.resourcequota;
