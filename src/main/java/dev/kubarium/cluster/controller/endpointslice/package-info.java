/** Lists the addresses behind each Service. */
package dev.kubarium.cluster.controller.endpointslice;
