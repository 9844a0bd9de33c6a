/** Says how many Pods of a PodDisruptionBudget may be disrupted now. */
package dev.kubarium.cluster.controller.disruption;
