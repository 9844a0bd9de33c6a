/**
 * What stands behind an Ingress: a controller that is no part of Kubernetes itself and must be
 * installed.
 */
package dev.kubarium.cluster.controller.ingress;
