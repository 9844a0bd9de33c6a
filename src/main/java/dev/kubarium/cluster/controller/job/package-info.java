/** Runs Pods until enough of them have succeeded. */
package dev.kubarium.cluster.controller.job;
