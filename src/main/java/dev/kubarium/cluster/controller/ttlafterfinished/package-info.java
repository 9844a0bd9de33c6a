/** Deletes finished Jobs when their time to live is over. */
package dev.kubarium.cluster.controller.ttlafterfinished;
