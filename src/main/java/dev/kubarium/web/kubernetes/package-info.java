/** The Kubernetes API over HTTP: bytes in, {@code ApiRequest} values out, and back. */
package dev.kubarium.web.kubernetes;
