/** Kubarium, an aquarium for Kubernetes. */
package dev.kubarium;
