/**
 * What a container does when it runs: how it starts, what it answers and logs, what it needs, how
 * it ends.
 */
package dev.kubarium.cluster.image;
