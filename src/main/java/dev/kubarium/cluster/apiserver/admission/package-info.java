/** One class per admission plugin: what may change or refuse an object between decoding and storing. */
package dev.kubarium.cluster.apiserver.admission;
