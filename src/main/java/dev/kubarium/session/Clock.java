package dev.kubarium.session;

/**
 * What the clock of a session shows.
 *
 * @param now virtual milliseconds since the epoch
 * @param speed virtual seconds per real second; 0 stands still
 * @param nextDue when the next thing happens by itself, virtual milliseconds, or {@code null} for
 *     never
 */
public record Clock(long now, double speed, Long nextDue) {}
