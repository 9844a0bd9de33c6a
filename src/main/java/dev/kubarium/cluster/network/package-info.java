/**
 * Who reaches whom: names, Services and their endpoints as they are at this instant; it answers and
 * changes nothing.
 */
package dev.kubarium.cluster.network;
