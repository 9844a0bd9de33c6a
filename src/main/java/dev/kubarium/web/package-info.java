/** Carries bytes: the Kubernetes API over HTTP, the playground, the WebSocket, the pages. */
package dev.kubarium.web;
