/** What can be broken on purpose, and mended: nodes, the network, registries, containers. */
package dev.kubarium.cluster.fault;
