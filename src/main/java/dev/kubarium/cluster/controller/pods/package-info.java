/**
 * What control loops that own Pods have in common: claiming, creating, deleting and counting them.
 */
package dev.kubarium.cluster.controller.pods;
