/**
 * Control loops: one folder per concept of the documentation; controllers know nothing of each
 * other.
 */
package dev.kubarium.cluster.controller;
