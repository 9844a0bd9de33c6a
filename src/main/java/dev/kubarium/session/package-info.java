/** One learner's cluster: its thread, its pace, its viewers. */
package dev.kubarium.session;
