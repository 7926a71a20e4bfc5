package dev.storeward.testkit.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Outbound;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A connector reaches nothing that its gate refuses. An endpoint that spells an address must be
 * refused before a store is open, so that a failing test connects nowhere; a name is resolved by a
 * script, and what the gate lets through is loopback in truth.
 */
public abstract class GateContract {
    private static final ObjectKey KEY = new ObjectKey("a");

    private final Canary canary = Canary.silent();
    private Optional<Connector> connector = Optional.empty();
    private List<String> pastTheGate = List.of();

    /** A new connector, which the test closes. */
    protected abstract Connector connector();

    /**
     * Opens a place at an endpoint, with a credential that looks right.
     *
     * @param endpoint such as {@code https://host:port}
     */
    protected abstract ObjectStore open(Connector connector, String endpoint, Outbound outbound);

    @BeforeEach
    void watch() {
        connector = Optional.of(connector());
        pastTheGate = SystemNames.watch();
    }

    @AfterEach
    void nobodyWentPastTheGate() {
        SystemNames.unwatch();
        connector.ifPresent(Connector::close);
        canary.close();
        assertThat(pastTheGate).isEmpty();
    }

    static List<String> spelledEndpoints() {
        return Endpoints.SPELLED;
    }

    @ParameterizedTest
    @MethodSource("spelledEndpoints")
    void anEndpointThatSpellsAnAddressOfOursIsNotOpened(String spelled) {
        WatchedGate gate = new WatchedGate();
        String endpoint = spelled.replace("PORT", Integer.toString(canary.port()));

        StoreException failure =
                catchThrowableOfType(StoreException.class, () -> open(endpoint, gate).close());

        assertThat(failure).as(endpoint).isNotNull();
        assertThat(failure.code()).isEqualTo(Code.INVALID);
        assertThat(failure.getMessage()).doesNotContain("hidden-password");
        assertThat(gate.passed()).isEmpty();
        assertThat(canary.visits()).isZero();
    }

    static List<Endpoints.Named> names() {
        return Endpoints.NAMED;
    }

    @ParameterizedTest
    @MethodSource("names")
    void aNameThatLeadsToAnAddressOfOursIsNotConnectedTo(Endpoints.Named named) {
        WatchedGate gate = new WatchedGate().name(named.host(), named.addresses());
        String endpoint = "https://" + named.spelled() + ":" + canary.port();

        Throwable failure =
                catchThrowable(() -> {
                    try (ObjectStore store = open(endpoint, gate)) {
                        store.head(KEY);
                    }
                });

        assertThat(failure).as(endpoint).isInstanceOf(StoreException.class);
        assertThat(((StoreException) failure).reason())
                .as(failure.getMessage() + " " + gate.asked())
                .isEqualTo(Reason.ADDRESS_REFUSED);
        assertThat(gate.passed()).isEmpty();
        assertThat(canary.visits()).isZero();
    }

    @Test
    void aNameThatChangesItsAddressBetweenTwoConnectsGainsNothing() {
        WatchedGate gate =
                new WatchedGate()
                        .rebound("rebind.gate.test", List.of("203.0.113.7"), List.of("127.0.0.1"));
        try (ObjectStore store = open("https://rebind.gate.test:" + canary.port(), gate)) {
            StoreException first = failure(() -> store.head(KEY));
            StoreException second = failure(() -> store.head(KEY));

            assertThat(List.of(first.reason(), second.reason())).contains(Reason.ADDRESS_REFUSED);
            assertThat(second.reason()).isEqualTo(Reason.ADDRESS_REFUSED);
        }
        assertThat(gate.passed()).containsExactly("rebind.gate.test");
        assertThat(canary.visits()).isEqualTo(1);
        assertThat(gate.asked()).hasSizeGreaterThanOrEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsNotFollowedWhereverItLeads(int status) {
        for (String target :
                List.of(
                        "http://127.0.0.1:" + canary.port() + "/latest/meta-data",
                        "http://metadata.gate.test:" + canary.port() + "/computeMetadata/v1",
                        "//localhost:" + canary.port() + "/")) {
            WatchedGate gate = new WatchedGate("server.gate.test");
            gate.name("server.gate.test", List.of("127.0.0.1"));
            try (Canary server =
                            Canary.answering(
                                    "HTTP/1.1 "
                                            + status
                                            + " Elsewhere\r\nLocation: "
                                            + target
                                            + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
                    ObjectStore store = open("http://server.gate.test:" + server.port(), gate)) {
                for (ThrowingCallable call :
                        List.<ThrowingCallable>of(
                                () -> store.head(KEY),
                                () -> store.get(KEY, ByteRange.all()).close(),
                                () -> store.list(new ListRequest("", "", 1)),
                                () ->
                                        store.put(
                                                KEY,
                                                Content.of(new byte[1]),
                                                PutOptions.defaults()))) {
                    assertThat(failure(call).reason()).as(target).isEqualTo(Reason.REDIRECTED);
                }
                assertThat(server.visits()).isPositive();
            }
            assertThat(gate.asked()).containsOnly("server.gate.test");
            assertThat(canary.visits()).isZero();
        }
    }

    private ObjectStore open(String endpoint, Outbound outbound) {
        return open(connector.orElseThrow(), endpoint, outbound);
    }

    private static StoreException failure(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
