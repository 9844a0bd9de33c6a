/** What time it is, what happens next, what luck decides. */
package dev.kubarium.cluster.sim;
