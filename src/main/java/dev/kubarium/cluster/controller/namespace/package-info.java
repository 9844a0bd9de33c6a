/** Empties a Namespace that ends. */
package dev.kubarium.cluster.controller.namespace;
