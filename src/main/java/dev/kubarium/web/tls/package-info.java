/**
 * The encrypted door for kubectl, which sends its token through no other: authority, certificate,
 * kubeconfig.
 */
package dev.kubarium.web.tls;
