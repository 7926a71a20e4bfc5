package dev.storeward.testkit.gate;

import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import dev.storeward.store.outbound.AllowList;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The real gate of tenants over scripted names. Whatever it lets through is noted and replaced by
 * loopback, so that no mistake of gate or connector sends a packet to anybody else.
 */
final class WatchedGate implements Outbound {
    private final Map<String, List<List<String>>> script = new ConcurrentHashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> passed = new CopyOnWriteArrayList<>();
    private final AddressGate gate;

    WatchedGate(String... allowed) {
        gate =
                AddressGate.guarded(
                        AllowList.of(List.of(allowed)),
                        this::answer,
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5));
    }

    /** What a name resolves to. */
    WatchedGate name(String host, List<String> addresses) {
        script.put(host, List.of(addresses));
        return this;
    }

    /** What a name resolves to at first, and ever after. */
    WatchedGate rebound(String host, List<String> first, List<String> after) {
        script.put(host, List.of(first, after));
        return this;
    }

    /** The hosts that were to be connected to. */
    List<String> asked() {
        return List.copyOf(asked);
    }

    /** The hosts whose addresses the gate let through, once for each time. */
    List<String> passed() {
        return List.copyOf(passed);
    }

    private synchronized List<InetAddress> answer(String host) throws UnknownHostException {
        List<List<String>> answers = script.get(host);
        if (answers == null) {
            throw new UnknownHostException(host);
        }
        List<String> next = answers.getFirst();
        script.put(host, List.of(answers.getLast()));
        return next.stream().map(InetAddress::ofLiteral).toList();
    }

    @Override
    public void check(URI endpoint) {
        gate.check(endpoint);
    }

    @Override
    public List<InetAddress> resolve(String host) {
        asked.add(host);
        gate.resolve(host);
        passed.add(host);
        return List.of(InetAddress.ofLiteral("127.0.0.1"));
    }

    @Override
    public Duration connectTimeout() {
        return gate.connectTimeout();
    }

    @Override
    public Duration readTimeout() {
        return gate.readTimeout();
    }
}
