/** Deletes what lost its owner, and holds an owner that waits for what it owns. */
package dev.kubarium.cluster.controller.garbagecollector;
