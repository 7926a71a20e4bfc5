package dev.storeward.testkit.edge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Outbound;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/**
 * Whatever is thrown in the middle of a call, where a connection is made, leaves the store as its
 * own exception, from every call.
 */
public abstract class EdgeContract {
    private static final String HOST = "nowhere.edge.test";

    /** A new connector, which the test closes. */
    protected abstract Connector connector();

    /** Opens a place at {@code https://nowhere.edge.test}, or the cloud's own. */
    protected abstract ObjectStore open(Connector connector, String endpoint, Outbound outbound);

    /** What this store's own SDK throws. */
    protected List<Supplier<RuntimeException>> ofSdk() {
        return List.of();
    }

    private static List<Supplier<RuntimeException>> usual() {
        return List.of(
                () -> new RuntimeException("any"),
                () -> new IllegalArgumentException("any"),
                () -> new IllegalStateException("any"),
                () -> new NullPointerException("any"),
                () -> new UnsupportedOperationException("any"),
                () -> new CancellationException("any"),
                () -> new CompletionException(new IOException("any")),
                () -> new UncheckedIOException(new IOException("any")),
                () -> new UncheckedIOException(new UnknownHostException(HOST)),
                () -> sneaked(new UnknownHostException(HOST)),
                () -> sneaked(new IOException("any")),
                () -> sneaked(new InterruptedException("any")),
                () -> {
                    Thread.currentThread().interrupt();
                    return new UncheckedIOException(new InterruptedIOException("any"));
                });
    }

    /** A checked exception where none is declared, as libraries that are not Java's throw them. */
    private static RuntimeException sneaked(Exception checked) {
        return EdgeContract.<RuntimeException>sneak(checked);
    }

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <E extends Exception> RuntimeException sneak(Exception checked) throws E {
        throw (E) checked;
    }

    @Test
    void whatIsThrownInTheMiddleOfACallLeavesTheStoreAsItsOwnException() {
        List<Supplier<RuntimeException>> kinds = new ArrayList<>(usual());
        kinds.addAll(ofSdk());

        assertThat(otherwise(kinds, thrown -> thrown instanceof StoreException)).isEmpty();
    }

    @Test
    void aNameThatDoesNotResolveIsToldAsThatByEveryCall() {
        List<Supplier<RuntimeException>> kinds =
                List.of(
                        () ->
                                new StoreException(
                                        Code.UNREACHABLE,
                                        Reason.NAME_UNRESOLVED,
                                        "The host does not resolve.",
                                        new UnknownHostException(HOST)),
                        () -> new UncheckedIOException(new UnknownHostException(HOST)),
                        () -> sneaked(new UnknownHostException(HOST)));

        assertThat(
                        otherwise(
                                kinds,
                                thrown ->
                                        thrown instanceof StoreException e
                                                && e.code() == Code.UNREACHABLE
                                                && e.reason() == Reason.NAME_UNRESOLVED))
                .isEmpty();
    }

    /** The calls that end in another way than they should, each told with what was thrown. */
    private List<String> otherwise(
            List<Supplier<RuntimeException>> kinds, Predicate<Throwable> right) {
        List<String> otherwise = Collections.synchronizedList(new ArrayList<>());
        // Side by side: stores pause before they try again.
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            kinds.forEach(kind -> threads.execute(() -> tried(kind, right, otherwise)));
        }
        return otherwise;
    }

    private void tried(
            Supplier<RuntimeException> kind, Predicate<Throwable> right, List<String> otherwise) {
        Throwing gate = new Throwing(kind);
        try (Connector connector = connector();
                ObjectStore store = open(connector, "https://" + HOST, gate)) {
            Calls.of(store)
                    .forEach((name, call) -> {
                        gate.asked.set(false);
                        Throwable thrown = catchThrowable(() -> call.accept(store));
                        Thread.interrupted();
                        if (gate.asked.get() && !right.test(thrown)) {
                            otherwise.add(name + ": " + thrown + " of " + told(kind));
                        }
                    });
        } catch (RuntimeException | Error e) {
            otherwise.add("the test itself: " + e);
        }
    }

    private static String told(Supplier<RuntimeException> kind) {
        String told =
                String.valueOf(
                        catchThrowable(() -> {
                            throw kind.get();
                        }));
        Thread.interrupted();
        return told;
    }

    /** A gate behind which every connect fails. */
    private static final class Throwing implements Outbound {
        private final Supplier<RuntimeException> kind;
        private final AtomicBoolean asked = new AtomicBoolean();

        Throwing(Supplier<RuntimeException> kind) {
            this.kind = kind;
        }

        @Override
        public void check(URI endpoint) {}

        @Override
        public List<InetAddress> resolve(String host) {
            asked.set(true);
            throw kind.get();
        }

        @Override
        public Duration connectTimeout() {
            return Duration.ofSeconds(2);
        }

        @Override
        public Duration readTimeout() {
            return Duration.ofSeconds(2);
        }
    }
}
