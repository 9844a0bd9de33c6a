/** Creates Jobs at the times of a schedule. */
package dev.kubarium.cluster.controller.cronjob;
