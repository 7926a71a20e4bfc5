package dev.storeward.client;

import java.time.Duration;

/**
 * How often a request is tried, and how long is waited in between. What the server says in {@code
 * Retry-After} comes before the pauses here.
 *
 * @param attempts in all, 1 to 100; 1 never tries again
 * @param firstPause doubled after each attempt; not negative
 * @param longestPause no pause is longer; a {@code Retry-After} above it ends the trying at once
 */
public record Retries(int attempts, Duration firstPause, Duration longestPause) {
    public static final Retries DEFAULT =
            new Retries(5, Duration.ofMillis(250), Duration.ofSeconds(60));

    public Retries {
        if (attempts < 1 || attempts > 100) {
            throw new IllegalArgumentException("attempts: must be 1 to 100.");
        }
        if (firstPause.isNegative() || longestPause.compareTo(firstPause) < 0) {
            throw new IllegalArgumentException(
                    "longestPause: must not be shorter than firstPause, which must not be negative.");
        }
    }

    /** The pause after so many attempts, 1 for the first. */
    public Duration pauseAfter(int attempt) {
        Duration pause = firstPause.multipliedBy(1L << Math.min(attempt - 1, 20));
        return pause.compareTo(longestPause) > 0 ? longestPause : pause;
    }
}
