/** Binds claims to volumes, makes volumes on demand, and keeps both while they are used. */
package dev.kubarium.cluster.controller.volume;
