/** The scores: each says how much it likes a node, from 0 to 100. */
package dev.kubarium.cluster.scheduler.score;
