package dev.storeward.server.http.connection;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The connections of a port: of whom they are, and which wait for the head of a request, the one
 * that has waited longest first. Safe for use by several threads.
 *
 * @param <C> a connection, compared by identity
 */
final class OpenConnections<C> {
    private static final Duration LEAST_WAIT = Duration.ofMillis(250);

    private final ConnectionLimits limits;
    private final Map<C, InetAddress> open = new HashMap<>();
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();

    private final LinkedHashMap<C, Wait> waiting = new LinkedHashMap<>();

    /** Since when a head is waited for, and by when it must have come, in nanoseconds. */
    private record Wait(long since, long end) {}

    OpenConnections(ConnectionLimits limits) {
        this.limits = limits;
    }

    /** Whether an address may have one more. */
    synchronized boolean admits(InetAddress address) {
        return limits.perAddress() == 0
                || byAddress.getOrDefault(address, 0) < limits.perAddress()
                || limits.trusted().test(address);
    }

    /** A connection begins; its first head is waited for from now on. */
    synchronized void opened(C connection, InetAddress address, long now) {
        open.put(connection, address);
        byAddress.merge(address, 1, Integer::sum);
        waiting.put(connection, new Wait(now, now + limits.head().toNanos()));
    }

    /** The head has come. */
    synchronized void served(C connection) {
        waiting.remove(connection);
    }

    /** Its request was answered; the next head is waited for from now on. */
    synchronized void answered(C connection, long now) {
        if (open.containsKey(connection)) {
            waiting.put(
                    connection, new Wait(now, now + limits.idle().plus(limits.head()).toNanos()));
        }
    }

    /** How much longer its head is waited for; at most 0 when it is too late. */
    synchronized long nanosLeft(C connection, long now) {
        Wait wait = waiting.get(connection);
        return wait == null ? Long.MAX_VALUE : wait.end() - now;
    }

    /** May be told of a connection more than once. */
    synchronized void closed(C connection) {
        waiting.remove(connection);
        InetAddress address = open.remove(connection);
        if (address != null) {
            byAddress.computeIfPresent(address, (ignored, count) -> count == 1 ? null : count - 1);
        }
    }

    /** Whether so many are open that some must give way. */
    synchronized boolean runShort() {
        return open.size() > limits.connections() - limits.reserve();
    }

    /**
     * Where places run short, the connection that has waited longest for its head, but none that
     * has only just begun.
     */
    synchronized Optional<C> toGiveUp(long now) {
        if (!runShort() || waiting.isEmpty()) {
            return Optional.empty();
        }
        var oldest = waiting.firstEntry();
        if (now - oldest.getValue().since() < LEAST_WAIT.toNanos()) {
            return Optional.empty();
        }
        waiting.remove(oldest.getKey());
        return Optional.of(oldest.getKey());
    }

    synchronized int size() {
        return open.size();
    }
}
