package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.BucketPolicies;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.connector.PlaceProbe;
import dev.storeward.store.connector.Policy;
import dev.storeward.testkit.gcs.GcsServer;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The role that customers are told to grant: all of it is needed, and nothing beside it. */
final class GcsPolicyTest {
    private static final ObjectKey KEY = new ObjectKey("a/b");

    /** What needs which permission; the deletion comes last. */
    private static final SequencedMap<String, Consumer<ObjectStore>> CALLS = calls();

    private static SequencedMap<String, Consumer<ObjectStore>> calls() {
        SequencedMap<String, Consumer<ObjectStore>> calls = new LinkedHashMap<>();
        calls.put(
                "storage.objects.create",
                store ->
                        store.put(
                                new ObjectKey("new"),
                                Content.of(new byte[1]),
                                PutOptions.defaults()));
        calls.put("storage.objects.get", store -> store.get(KEY, ByteRange.all()).close());
        calls.put("storage.objects.list", store -> store.list(new ListRequest("", "", 10)));
        calls.put(
                "storage.objects.delete",
                store ->
                        store.delete(List.of(KEY))
                                .forEach(failure -> {
                                    throw failure.reason();
                                }));
        return calls;
    }

    private final GcsServer server = GcsServer.start();
    private final GcsConnector connector = Loopback.connector(server.endpoint(), new Loopback());
    private final ObjectStore store = Loopback.open(connector, server, Map.of());

    @AfterEach
    void close() {
        store.close();
        connector.close();
        server.close();
    }

    @Test
    void withExactlyTheseEverythingWorks() {
        server.deny("storage.buckets.get");

        store.put(KEY, Content.of(new byte[3_000_000]), PutOptions.defaults());
        store.put(KEY, Content.of(new byte[9_000_000]), PutOptions.defaults());
        assertThat(store.head(KEY)).isPresent();
        assertThat(store.head(new ObjectKey("none"))).isEmpty();
        assertThat(store.copyFrom(store, copyTo("copy"))).isTrue();
        CALLS.values().forEach(call -> call.accept(store));
        assertThat(store.delete(List.of(KEY, new ObjectKey("copy"), new ObjectKey("new"))))
                .isEmpty();
        assertThat(store.list(new ListRequest("", "", 10)).objects()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "storage.objects.create",
                "storage.objects.delete",
                "storage.objects.get",
                "storage.objects.list"
            })
    void withOneTakenAwayItsCallIsForbidden(String permission) {
        store.put(KEY, Content.of(new byte[10]), PutOptions.defaults());
        server.deny(permission);

        CALLS.forEach((needed, call) -> {
            if (needed.equals(permission)) {
                StoreException failure =
                        catchThrowableOfType(StoreException.class, () -> call.accept(store));
                assertThat(failure.code()).isEqualTo(Code.FORBIDDEN);
            }
        });
    }

    @Test
    void theRoleNamesThesePermissionsAndTheBindingThisBucket() {
        List<Policy> policies =
                connector
                        .policies()
                        .orElseThrow()
                        .of(
                                new BackendSpec("gcs", Map.of("bucket", "acme-files")),
                                new BucketPolicies.Grantee("", "external"));

        assertThat(policies).extracting(Policy::name).containsExactly("gcs-role", "gcs-binding");
        assertThat(policies.getFirst().content().lines().filter(line -> line.startsWith("- ")))
                .containsExactlyInAnyOrderElementsOf(
                        CALLS.keySet().stream().map(name -> "- " + name).toList());
        assertThat(policies.getLast().content()).contains("gs://acme-files ");
    }

    @Test
    void thePlaceIsGooglesWhereverTheOperatorReachesIt() {
        BackendSpec spec = new BackendSpec("gcs", Map.of("bucket", "acme", "prefix", "/a/b/"));
        Outbound tenants = new NoWayOut();
        GcsConnector google =
                new GcsConnector(new GcsConnector.Cloud(Optional.empty(), new Loopback()));

        assertThat(connector.place(spec)).isEqualTo(new Connector.Place("gs", "acme", "a/b"));
        assertThat(google.place(spec)).isEqualTo(connector.place(spec));
        assertThat(connector.probe().reach(spec, tenants))
                .contains(new PlaceProbe.Reach(server.endpoint(), new Loopback()));
        assertThat(google.probe().reach(spec, tenants))
                .contains(
                        new PlaceProbe.Reach(
                                URI.create("https://storage.googleapis.com"), tenants));
    }

    private static ObjectCopy copyTo(String key) {
        return new ObjectCopy(KEY, new ObjectKey(key), 3_500_000, PutOptions.defaults());
    }

    @Test
    void aLargeObjectIsCopiedInSeveralSteps() {
        byte[] bytes = new byte[3_500_000];
        bytes[3_499_999] = 7;
        server.createBucket("second");
        try (ObjectStore second = Loopback.open(connector, server, Map.of("bucket", "second"))) {
            store.put(KEY, Content.of(bytes), PutOptions.defaults());

            assertThat(second.copyFrom(store, copyTo("copied"))).isTrue();

            assertThat(second.head(new ObjectKey("copied")).orElseThrow().size())
                    .isEqualTo(3_500_000);
            assertThat(server.requests().stream().filter(line -> line.contains("/rewriteTo/")))
                    .hasSize(4);
        }
    }

    @Test
    void aCopyWithAnotherAccountIsLeftToTheCaller() {
        try (ObjectStore other =
                Loopback.open(
                        connector,
                        server,
                        Map.of("auth_json", server.wrongAuthJson().toString()))) {
            assertThat(store.copyFrom(other, copyTo("copied"))).isFalse();
        }
    }
}
