/**
 * A Kubernetes you can step: nothing in it knows real time, real chance, threads, HTTP, lessons or
 * Spring.
 */
package dev.kubarium.cluster;
