/** Lessons, what they check, their hints and a learner's progress in them. */
package dev.kubarium.lesson;
