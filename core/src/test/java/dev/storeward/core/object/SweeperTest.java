package dev.storeward.core.object;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SweeperTest {
    private static final Outbound OUTBOUND =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final CoreFixture core = CoreFixture.start();
    private final UUID tenant = core.tenant("acme").id();
    private final UUID installation = Ids.next();
    private final Map<String, MoodyBucket> buckets = new ConcurrentHashMap<>();
    private final Stores stores =
            new Stores(
                    Map.of("test", new Buckets()),
                    access -> {
                        if (access.name().equals("damaged")) {
                            throw new CryptoException("A value sealed under mk_1 was changed.");
                        }
                        return Credential.none();
                    },
                    OUTBOUND,
                    OUTBOUND,
                    store -> store);
    private final Sweeper sweeper =
            new Sweeper(core.tx, stores, new Markers(core.tx, InstantSource.system()));

    SweeperTest() {
        core.tx
                .forSystem()
                .run(sql ->
                        sql.update(
                                "INSERT INTO installation (id, master_key_id, check_value, run)"
                                        + " VALUES (?, 'mk', '', ?)",
                                installation,
                                Ids.next()));
    }

    @AfterEach
    void close() {
        stores.close();
        core.close();
    }

    private final class Buckets implements Connector {
        @Override
        public ConnectorSchema schema() {
            return new ConnectorSchema("test", "Test", false, List.of());
        }

        @Override
        public Place place(BackendSpec spec) {
            return new Place("test", spec.get("bucket"), "");
        }

        @Override
        public ObjectStore open(BackendSpec spec, Credential credential, Outbound outbound) {
            return bucket(spec.get("bucket"));
        }
    }

    private MoodyBucket bucket(String name) {
        return buckets.computeIfAbsent(name, n -> new MoodyBucket());
    }

    private UUID location(String name) {
        UUID id = Ids.next();
        core.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            """
                            INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                            VALUES (?, 'test', 'test', ?, '', now())
                            """,
                            id,
                            name);
                    sql.update(
                            """
                            INSERT INTO backend (id, tenant_id, name, location_id, connector, settings,
                              state, credential_version, created_at, updated_at)
                            VALUES (?, ?, ?, ?, 'test', ?, 'active', 1, now(), now())
                            """,
                            Ids.next(),
                            tenant,
                            name,
                            id,
                            new Sql.Json("{\"bucket\":\"" + name + "\"}"));
                });
        return id;
    }

    /** An object whose write was cut off. */
    private void doomed(UUID location, String bucket, String key, String multipartId) {
        UUID id = Ids.next();
        bucket(bucket).hold(key, id);
        core.tx
                .forTenant(tenant)
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline,
                                  purge_after, multipart_id)
                                VALUES (?, ?, ?, ?, ?, 'doomed', ?, ?, 1, 'k', 0, now(), now(), now(), ?)
                                """,
                                tenant,
                                id,
                                Ids.next(),
                                location,
                                key,
                                Ids.next(),
                                Ids.next(),
                                multipartId));
    }

    private String errorOf(String key) {
        return core.tx
                .forTenant(tenant)
                .statement(sql ->
                        sql.one(
                                "SELECT coalesce(last_error, '') AS e FROM object WHERE key = ?",
                                row -> row.text("e"),
                                key));
    }

    @Test
    void aLocationWhoseCredentialDoesNotOpenHoldsBackNoOther() {
        doomed(location("damaged"), "damaged", "a", "u");
        for (int i = 0; i < 5; i++) {
            doomed(location("whole-" + i), "whole-" + i, "b" + i, "u");
        }

        assertThat(sweeper.sweep()).isEqualTo(5);

        assertThat(errorOf("a")).isEqualTo("A value sealed under mk_1 was changed.");
        assertThat(bucket("damaged").holds("a")).isTrue();
        assertThat(bucket("whole-4").holds("b4")).isFalse();
    }

    @Test
    void aKeyThatCannotBeDeletedHoldsBackNoOther() {
        UUID location = location("one");
        for (String key : List.of("a", "b", "c")) {
            doomed(location, "one", key, "u");
        }
        bucket("one").poison("b");

        assertThat(sweeper.sweep()).isEqualTo(2);

        assertThat(bucket("one").holds("a")).isFalse();
        assertThat(bucket("one").holds("c")).isFalse();
        assertThat(errorOf("a")).isEmpty();
        assertThat(errorOf("b"))
                .isEqualTo("The backend could not be used: IllegalArgumentException.");
    }

    @Test
    void aPlaceThatMayNotBeListedSaysSoAndKeepsItsObjects() {
        doomed(location("one"), "one", "a", "u");
        bucket("one").forbidListing();

        assertThat(sweeper.sweep()).isZero();

        assertThat(errorOf("a")).contains("may not list", "s3:ListBucket", "Access denied.");
        assertThat(bucket("one").holds("a")).isTrue();
    }

    @Test
    void whatAnotherPutUnderTheKeyOfAWriteThatWasCutOffStays() {
        UUID location = location("one");
        doomed(location, "one", "theirs", "");
        doomed(location, "one", "ours", "");
        bucket("one").hold("theirs", Ids.next());

        assertThat(sweeper.sweep()).isEqualTo(2);

        assertThat(bucket("one").holds("theirs")).isTrue();
        assertThat(bucket("one").holds("ours")).isFalse();
    }

    @Test
    void uploadsThatMayNotBeListedAreAbortedByTheIdThatIsKnown() {
        UUID location = location("one");
        bucket("one").markWithoutRun(".storeward/" + installation);
        doomed(location, "one", "a", "known");
        assertThat(sweeper.sweep()).isEqualTo(1);
        doomed(location, "one", "b", "known too");
        bucket("one").forbidListing();

        assertThat(sweeper.sweep()).isEqualTo(1);

        assertThat(bucket("one").holds("b")).isFalse();
        assertThat(bucket("one").aborted()).containsExactly("known", "known too");
    }
}
