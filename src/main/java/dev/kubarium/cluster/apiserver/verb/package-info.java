/** The verbs of the API, one class each. */
package dev.kubarium.cluster.apiserver.verb;
