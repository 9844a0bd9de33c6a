/**
 * The load balancers of a cloud: an address outside of the cluster for each Service that asks for
 * one.
 */
package dev.kubarium.cluster.controller.service;
