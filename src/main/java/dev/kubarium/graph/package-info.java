/** From changes to the nodes, edges and sentences that the browser draws. */
package dev.kubarium.graph;
