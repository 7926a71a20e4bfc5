package dev.storeward.testkit.gate;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * The resolver of this whole JVM. As long as a test watches, it knows no name and notes which were
 * asked for, so that what goes past the gate sends no packet; else it is Java's own.
 */
public final class SystemNames extends InetAddressResolverProvider {
    private static final AtomicReference<Optional<List<String>>> WATCHED =
            new AtomicReference<>(Optional.empty());

    /** Knows no name from now on; answers the list in which names appear that are asked for. */
    static List<String> watch() {
        List<String> asked = new CopyOnWriteArrayList<>();
        WATCHED.set(Optional.of(asked));
        return asked;
    }

    static void unwatch() {
        WATCHED.set(Optional.empty());
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        return new Watching(configuration.builtinResolver());
    }

    @Override
    public String name() {
        return "watched in tests";
    }

    private record Watching(InetAddressResolver own) implements InetAddressResolver {
        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy)
                throws UnknownHostException {
            Optional<List<String>> watched = WATCHED.get();
            if (watched.isPresent()) {
                watched.orElseThrow().add(host);
                throw new UnknownHostException(host);
            }
            return own.lookupByName(host, policy);
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            if (WATCHED.get().isPresent()) {
                throw new UnknownHostException("an address");
            }
            return own.lookupByAddress(address);
        }
    }
}
