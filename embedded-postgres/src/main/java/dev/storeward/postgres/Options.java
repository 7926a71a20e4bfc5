package dev.storeward.postgres;

import java.time.Duration;

/**
 * What may be chosen about the embedded PostgreSQL.
 *
 * @param maxConnections how many connections it accepts, 10 to 1,000
 * @param startTimeout how long a start may take, recovery after a crash included
 */
public record Options(int maxConnections, Duration startTimeout) {

    public Options {
        if (maxConnections < 10 || maxConnections > 1_000) {
            throw new IllegalArgumentException("maxConnections lies between 10 and 1000");
        }
        if (startTimeout.toSeconds() < 1) {
            throw new IllegalArgumentException("startTimeout is one second at least");
        }
    }

    /** 100 connections, and five minutes for a start. */
    public static Options defaults() {
        return new Options(100, Duration.ofMinutes(5));
    }
}
