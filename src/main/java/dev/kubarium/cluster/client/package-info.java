/** The API as a component sees it: typed, signed with an actor; it records Events. */
package dev.kubarium.cluster.client;
