/** A small POSIX shell whose commands take virtual time. */
package dev.kubarium.cluster.image.shell;
