package dev.storeward.server.http.limit;

import java.time.Duration;

/**
 * How many of something are taken in a period; as many at once.
 *
 * @param amount 0 for no limit
 */
record Rate(long amount, Duration period) {
    boolean isLimit() {
        return amount > 0;
    }

    /** The share of one node among several; never nothing. */
    Rate among(int nodes) {
        return isLimit() ? new Rate(Math.max(1, amount / nodes), period) : this;
    }
}
