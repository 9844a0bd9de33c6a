/** The templates that a StatefulSet or a DaemonSet had, kept as ControllerRevisions. */
package dev.kubarium.cluster.controller.history;
