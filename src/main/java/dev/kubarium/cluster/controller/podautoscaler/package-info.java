/** Scales by what Pods use: the HorizontalPodAutoscaler. */
package dev.kubarium.cluster.controller.podautoscaler;
