/** What a step of a lesson asks of the cluster, and why it is not so yet, in both languages. */
package dev.kubarium.lesson.check;
