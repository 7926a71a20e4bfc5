package dev.storeward.server.http.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Predicate;

/**
 * What a port takes on.
 *
 * @param connections how many there are at the same time
 * @param perAddress how many of one address; 0 for no limit
 * @param trusted addresses without that limit, such as those of proxies
 * @param head how long the head of a request may take, from the connection's beginning
 * @param idle how much longer after an answer
 * @param write how long a write waits for the client
 */
public record ConnectionLimits(
        int connections,
        int perAddress,
        Predicate<InetAddress> trusted,
        Duration head,
        Duration idle,
        Duration write) {
    /** What a connection holds while its head comes: two buffers, a parser and their objects. */
    private static final long BYTES_EACH = 64 << 10;

    private static final int FEWEST = 128;
    private static final int MOST = 16_384;

    /** As many as an eighth of the heap has room for. */
    public static int fitting(long heapBytes) {
        return Math.clamp(heapBytes / 8 / BYTES_EACH, FEWEST, MOST);
    }

    /** Places that are freed before somebody needs them. */
    int reserve() {
        return Math.max(1, connections / 16);
    }
}
