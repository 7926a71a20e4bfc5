package dev.storeward.core.object;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.CryptoException;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.outbound.AddressGate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A tenant, places in memory that fail as they are told, and a sweeper over them. */
final class Purging implements AutoCloseable {
    private static final Outbound OUTBOUND =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    final CoreFixture core = CoreFixture.start();
    final UUID tenant = core.tenant("acme").id();
    final UUID installation = Ids.next();
    private final Map<String, MoodyBucket> buckets = new ConcurrentHashMap<>();
    final Stores stores =
            new Stores(
                    Map.of("test", new Buckets()),
                    new StoredSpecs(core.tx),
                    access -> {
                        if (access.name().equals("damaged")) {
                            throw new CryptoException("A value sealed under mk_1 was changed.");
                        }
                        return Credential.none();
                    },
                    OUTBOUND,
                    OUTBOUND,
                    store -> store);
    final KeyRing keys = new KeyRing(core.tx, core.sealer(), core.random);
    final Sweeper sweeper = sweeper(RemovalPermit.always(), Sweeper.Share.usual());

    Purging() {
        core.tx
                .forSystem()
                .run(sql ->
                        sql.update(
                                "INSERT INTO installation (id, master_key_id, check_value, run)"
                                        + " VALUES (?, 'mk', '', ?)",
                                installation,
                                Ids.next()));
    }

    Sweeper sweeper(RemovalPermit permit, Sweeper.Share share) {
        return new Sweeper(
                core.tx,
                stores,
                new Markers(core.tx, InstantSource.system()),
                new OwnershipProof(keys),
                new Sweeper.Bounds(permit, share));
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

    MoodyBucket bucket(String name) {
        return buckets.computeIfAbsent(name, n -> new MoodyBucket());
    }

    /** A place of the tenant's, with a backend of the same name that leads there. */
    UUID location(String name) {
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
    UUID doomed(UUID location, String bucket, String key, @Nullable String multipartId) {
        UUID id = Ids.next();
        bucket(bucket).hold(key, id);
        insert(new Written(id, Ids.next(), "k"), location, key, multipartId, "NULL");
        return id;
    }

    /** An object of a deleted file. */
    UUID deleted(UUID location, String bucket, String key) {
        UUID id = Ids.next();
        bucket(bucket).hold(key, id);
        insert(new Written(id, Ids.next(), "k"), location, key, null, "'\\x00'");
        return id;
    }

    /** An object of a file. */
    void live(UUID location, String bucket, String key) {
        deleted(location, bucket, key);
        core.sql(
                "UPDATE object SET state = 'live', purge_after = NULL, stored_size = 1 WHERE key = '"
                        + key
                        + "'");
    }

    private record Written(UUID id, UUID contentId, String keyId) {}

    /**
     * The row of a write that was cut off, and what lies under its key in a bucket that keeps no
     * metadata.
     */
    void unmarked(UUID location, String bucket, String key, UUID contentId, byte[] stored) {
        String keyId = keys.forWriting(tenant, contentId).keyId();
        insert(new Written(Ids.next(), contentId, keyId), location, key, null, "NULL");
        bucket(bucket).holdUnmarked(key, stored);
    }

    /** The stored form of a content of a tenant's. */
    byte[] encrypted(UUID tenantId, UUID contentId, int size) {
        ContentCipher cipher = keys.forWriting(tenantId, contentId);
        try (InputStream stored = cipher.encrypt(new ByteArrayInputStream(new byte[size]), size)) {
            return stored.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Notes of a place what a verification found. */
    void profile(UUID location, String profile) {
        core.tx
                .forSystem()
                .statement(sql ->
                        sql.update(
                                "UPDATE backend SET profile = ?, revision = revision + 1 WHERE location_id = ?",
                                new Sql.Json(profile),
                                location));
    }

    private void insert(
            Written written,
            UUID location,
            String key,
            @Nullable String multipartId,
            String digest) {
        core.tx
                .forTenant(tenant)
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline,
                                  purge_after, multipart_id, stored_sha256)
                                VALUES (?, ?, ?, ?, ?, 'doomed', ?, ?, 1, ?, 0, now(), now(), now(), ?, %s)
                                """
                                        .formatted(digest),
                                tenant,
                                written.id(),
                                written.contentId(),
                                location,
                                key,
                                Ids.next(),
                                Ids.next(),
                                written.keyId(),
                                multipartId));
    }

    /** Rows of many deleted files; the bucket holds nothing under their keys. */
    void manyDeleted(UUID location, int count) {
        core.tx
                .forTenant(tenant)
                .statement(sql ->
                        sql.update(
                                """
                                INSERT INTO object (tenant_id, id, content_id, location_id, key, state,
                                  node_id, token, format, key_id, charged, created_at, deadline,
                                  purge_after, stored_sha256)
                                SELECT ?, gen_random_uuid(), gen_random_uuid(), ?, 'many/' || n, 'doomed',
                                  gen_random_uuid(), gen_random_uuid(), 1, 'k', 0, now(), now(), now(), '\\x00'
                                FROM generate_series(1, ?) AS n
                                """,
                                tenant,
                                location,
                                count));
    }

    String errorOf(String key) {
        return one("SELECT coalesce(last_error, '') AS e FROM object WHERE key = ?", key);
    }

    String troubleAt(UUID location) {
        return one("SELECT last_error AS e FROM purge_place WHERE location_id = ?", location);
    }

    private String one(String query, Object parameter) {
        return core.tx
                .forSystem()
                .statement(sql -> sql.one(query, row -> row.text("e"), parameter));
    }

    /** How many objects at a place are in each state, those that ever failed apart. */
    List<String> states(UUID location) {
        Function<Row, String> words =
                row ->
                        row.text("state")
                                + (row.flag("failed") ? " failed " : " ")
                                + row.number("n");
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.list(
                                """
                                SELECT state, failures > 0 AS failed, count(*) AS n FROM object
                                WHERE location_id = ? GROUP BY 1, 2 ORDER BY 1, 2
                                """,
                                words,
                                location));
    }

    /** The versions of a place's rows: they differ when a row was written again. */
    String rows(UUID location) {
        return one(
                "SELECT string_agg(xmin::text, ' ') AS e FROM object WHERE location_id = ?",
                location);
    }

    /** How many rows of objects a piece of work reads, of the table or an index. */
    long touched(Consumer<Sql> work) {
        return core.tx
                .forSystem()
                .transaction(sql -> {
                    work.accept(sql);
                    return sql.one(
                            """
                            SELECT seq_tup_read + idx_tup_fetch AS n FROM pg_stat_xact_user_tables
                            WHERE relname = 'object'
                            """,
                            row -> row.number("n"));
                });
    }

    /** The places that wait for a worker. */
    long places() {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one("SELECT count(*) AS n FROM purge_place", row -> row.number("n")));
    }

    @Override
    public void close() {
        stores.close();
        core.close();
    }
}
