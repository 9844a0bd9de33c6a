/** The only door to the store: verbs, refusals, watches, discovery, tables. */
package dev.kubarium.cluster.apiserver;
