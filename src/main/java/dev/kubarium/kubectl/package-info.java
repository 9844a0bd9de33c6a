/** The terminal in the page: reads a kubectl line, calls the API, prints what kubectl prints. */
package dev.kubarium.kubectl;
