/** Gives every Namespace its default ServiceAccount and the root certificate. */
package dev.kubarium.cluster.controller.serviceaccount;
