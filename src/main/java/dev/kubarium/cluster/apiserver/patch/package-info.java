/** JSON patch, merge patch, strategic merge patch, server-side apply, and who owns which field. */
package dev.kubarium.cluster.apiserver.patch;
