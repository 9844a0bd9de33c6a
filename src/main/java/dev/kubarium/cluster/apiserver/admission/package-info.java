/**
 * Admission plugins, each named as upstream's: they may complete an object on its way in, or refuse
 * it.
 */
package dev.kubarium.cluster.apiserver.admission;
