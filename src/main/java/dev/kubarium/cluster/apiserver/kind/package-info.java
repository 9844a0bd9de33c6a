/** One class per kind: its defaults, validation, status rules and printed columns. */
package dev.kubarium.cluster.apiserver.kind;
