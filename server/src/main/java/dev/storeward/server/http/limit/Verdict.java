package dev.storeward.server.http.limit;

import java.time.Duration;

/**
 * What a bucket says to one that is asked of it.
 *
 * @param limit what a full bucket holds
 * @param remaining what it holds now
 * @param reset until it is full again
 * @param retryAfter until there is one again; nothing when this one was there
 */
record Verdict(boolean taken, long limit, long remaining, Duration reset, Duration retryAfter) {}
