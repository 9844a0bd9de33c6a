/**
 * One revision of one object, its key, its kind, selectors, changes: the words that everything else
 * is written in.
 */
package dev.kubarium.cluster.object;
