package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.manifest.MigrationNumbers;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.memory.MemoryStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What must hold of a tenant after every step. */
final class ModelChecks {
    private final ModelTenant tenant;
    private final MigrationViews views;
    private final MigrationNumbers numbers;
    private final Map<UUID, MigrationProgress> before = new HashMap<>();
    private final Set<UUID> ended = new HashSet<>();

    /** By address and content, the digest of the stored bytes, which never change. */
    private final Map<String, String> digests = new HashMap<>();

    ModelChecks(ModelTenant tenant) {
        this.tenant = tenant;
        this.views = new MigrationViews(tenant.ground.core().tx);
        this.numbers = new MigrationNumbers(tenant.ground.core(), tenant.ground.sealer());
    }

    private record Pointed(
            String address, @Nullable String state, String key, String bucket, byte[] sha256) {}

    private record Books(
            long charged, long files, long writing, long live, long open, long wrongPlaces) {}

    void afterStep(String what, Random random) {
        List<Pointed> pointed = statement(this::pointed);
        assertThat(pointed.stream().map(Pointed::address))
                .as("the visible files, %s", what)
                .containsExactlyInAnyOrderElementsOf(tenant.files.keySet());
        for (Pointed file : pointed) {
            assertThat(file.state()).as("%s, %s", file, what).isEqualTo("live");
            String digest = java.util.HexFormat.of().formatHex(file.sha256());
            String content = file.address() + " " + tenant.puts.version(file.address());
            assertThat(digests.computeIfAbsent(content, a -> digest))
                    .as("the digest of %s, %s", file.address(), what)
                    .isEqualTo(digest);
            assertThat(Sha256.of(bytes(file, what)))
                    .as("the object of %s, %s", file, what)
                    .isEqualTo(file.sha256());
        }
        String any = tenant.any(random);
        if (!any.isEmpty()) {
            assertThat(tenant.read(any)).as("%s, %s", any, what).isEqualTo(tenant.files.get(any));
        }
        books(what);
        counters(what);
        assertThat(statement(this::purgedTooSoon)).as("purged too soon, %s", what).isEmpty();
    }

    private <T> T statement(java.util.function.Function<Sql, T> work) {
        return tenant.ground.core().tx.forSystem().statement(work);
    }

    private List<Pointed> pointed(Sql sql) {
        return sql.list(
                """
                SELECT f.address, o.state, o.key, o.stored_sha256, l.bucket
                FROM file f LEFT JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                LEFT JOIN location l ON l.id = o.location_id WHERE f.tenant_id = ?
                """,
                row ->
                        new Pointed(
                                row.text("address"),
                                row.textOrNull("state"),
                                row.text("key"),
                                row.text("bucket"),
                                row.bytes("stored_sha256")),
                tenant.tenant.id());
    }

    private byte[] bytes(Pointed file, String what) {
        MemoryStore bucket = ModelNode.bucket(tenant.buckets, file.bucket());
        try (ObjectBody body = bucket.get(new ObjectKey(file.key()), ByteRange.all())) {
            return body.stream().readAllBytes();
        } catch (StoreException e) {
            throw new AssertionError("The object of " + file + " is gone, " + what, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void books(String what) {
        UUID id = tenant.tenant.id();
        Books books =
                statement(sql ->
                        sql.one(
                                """
                                SELECT (SELECT charged FROM usage WHERE tenant_id = ?) AS charged,
                                  (SELECT coalesce(sum(size), 0) FROM file WHERE tenant_id = ?) AS files,
                                  (SELECT coalesce(sum(charged), 0) FROM object WHERE tenant_id = ?
                                     AND state = 'writing') AS writing,
                                  (SELECT count(*) FROM object WHERE tenant_id = ? AND state = 'live') AS live,
                                  (SELECT count(*) FROM migration WHERE tenant_id = ?
                                     AND state IN ('pending', 'in_progress')) AS open,
                                  (SELECT count(*) FROM (
                                     SELECT location_id FROM (
                                       SELECT location_id, files, bytes FROM place_base WHERE tenant_id = ?
                                       UNION ALL
                                       SELECT location_id, files, bytes FROM place_delta WHERE tenant_id = ?
                                       UNION ALL
                                       SELECT o.location_id, -1, -f.size FROM file f
                                       JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                       WHERE f.tenant_id = ?) kept
                                     GROUP BY location_id HAVING sum(files) <> 0 OR sum(bytes) <> 0) wrong) AS wrong_places
                                """,
                                row ->
                                        new Books(
                                                row.number("charged"),
                                                row.number("files"),
                                                row.number("writing"),
                                                row.number("live"),
                                                row.number("open"),
                                                row.number("wrong_places")),
                                id,
                                id,
                                id,
                                id,
                                id,
                                id,
                                id,
                                id));
        assertThat(books.charged())
                .as("charged, %s: %s", books, what)
                .isEqualTo(books.files() + books.writing());
        assertThat(books.wrongPlaces())
                .as("places whose kept figures are wrong, %s", what)
                .isZero();
        assertThat(books.live()).as("live objects, %s", what).isEqualTo(tenant.files.size());
        assertThat(books.open()).as("open migrations, %s", what).isLessThanOrEqualTo(1);
    }

    private void counters(String what) {
        for (Migration m : views.history(tenant.ground.core().admin, tenant.tenant.id())) {
            MigrationProgress now = m.progress();
            MigrationProgress then = before.put(m.id(), now);
            assertThat(now.migratedFiles() + now.skippedFiles() + now.failedFiles())
                    .as("%s of a migration that is %s, %s", now, m.state(), what)
                    .isLessThanOrEqualTo(now.totalFiles());
            assertThat(now.migratedBytes() + now.skippedBytes() + now.failedBytes())
                    .as("%s, %s", now, what)
                    .isLessThanOrEqualTo(now.totalBytes());
            if (then != null) {
                assertThat(now.migratedFiles())
                        .as(what)
                        .isGreaterThanOrEqualTo(then.migratedFiles());
                assertThat(now.migratedBytes())
                        .as(what)
                        .isGreaterThanOrEqualTo(then.migratedBytes());
                assertThat(now.skippedFiles()).as(what).isGreaterThanOrEqualTo(then.skippedFiles());
                assertThat(now.skippedBytes()).as(what).isGreaterThanOrEqualTo(then.skippedBytes());
                if (m.state().open()) {
                    assertThat(now.totalFiles()).as(what).isGreaterThanOrEqualTo(then.totalFiles());
                }
            }
            countedByItems(m, what);
            ends(m, what);
        }
    }

    private void countedByItems(Migration m, String what) {
        Map<String, Long> items = new HashMap<>();
        statement(sql ->
                sql.list(
                        """
                        SELECT CASE WHEN i.state = 'failed' AND i.generation < m.generation
                                    THEN 'waiting' ELSE i.state END AS state, count(*) AS items
                        FROM migration_item i JOIN migration m ON m.id = i.migration_id
                        WHERE i.tenant_id = ? AND i.migration_id = ? GROUP BY 1
                        """,
                        row -> items.put(row.text("state"), row.number("items")),
                        m.tenantId(),
                        m.id()));
        MigrationProgress now = m.progress();
        assertThat(now.migratedFiles())
                .as("%s by rows %s, %s", now, items, what)
                .isEqualTo(items.getOrDefault("migrated", 0L));
        assertThat(now.failedFiles())
                .as("%s by rows %s, %s", now, items, what)
                .isEqualTo(items.getOrDefault("failed", 0L));
        assertThat(now.skippedFiles())
                .as("%s by rows %s, %s", now, items, what)
                .isEqualTo(items.getOrDefault("skipped", 0L));
        if (m.state() == Migration.State.COMPLETED
                || m.state() == Migration.State.COMPLETED_WITH_ERRORS) {
            assertThat(items.getOrDefault("waiting", 0L)).as(what).isZero();
            assertThat(now.migratedFiles() + now.skippedFiles() + now.failedFiles())
                    .as("%s, %s", now, what)
                    .isEqualTo(now.totalFiles());
            assertThat(m.state() == Migration.State.COMPLETED)
                    .as("%s %s, %s", m.state(), now, what)
                    .isEqualTo(now.failedFiles() == 0);
        }
    }

    /** When a migration has completed nothing is left where it took files from. */
    private void ends(Migration m, String what) {
        if (m.state().open()) {
            ended.remove(m.id());
            return;
        }
        if (!ended.add(m.id())) {
            return;
        }
        numbers.requireOne(m.id(), what);
        if (m.state() == Migration.State.COMPLETED && m.rollbackOf() == null) {
            long left =
                    statement(sql ->
                            sql.one(
                                    """
                                    SELECT count(*) AS left_there FROM migration m
                                    JOIN file f ON f.tenant_id = m.tenant_id
                                    JOIN object o ON o.tenant_id = f.tenant_id AND o.id = f.object_id
                                    WHERE m.id = ? AND o.location_id <> m.target_location_id
                                      AND o.location_id = coalesce(m.source_location_id, o.location_id)
                                      AND NOT EXISTS (SELECT FROM migration later
                                                      WHERE later.tenant_id = m.tenant_id AND later.id > m.id)
                                      AND f.uploaded_at <= m.completed_at
                                    """,
                                    row -> row.number("left_there"),
                                    m.id()));
            assertThat(left).as("files left behind by %s, %s", m, what).isZero();
        }
    }

    private List<UUID> purgedTooSoon(Sql sql) {
        return sql.list(
                """
                SELECT o.id FROM object o
                JOIN migration_item i ON i.tenant_id = o.tenant_id AND i.from_object = o.id AND i.state = 'migrated'
                JOIN migration m ON m.id = i.migration_id
                JOIN file f ON f.tenant_id = i.tenant_id AND f.id = i.file_id
                WHERE o.tenant_id = ? AND o.state IN ('purging', 'purged')
                GROUP BY o.id
                HAVING (array_agg(i.ended_at + greatest(60, m.grace_seconds) * interval '1 second'
                                 ORDER BY i.ended_at DESC))[1] > sw_now()
                """,
                row -> row.uuid("id"),
                tenant.tenant.id());
    }

    /**
     * After every purge: the buckets hold what files point to, and what was kept of them on
     * purpose.
     */
    void nothingIsLeft(String what) {
        Set<String> expected = new TreeSet<>();
        statement(sql ->
                sql.list(
                        """
                        SELECT l.bucket || ' ' || o.key AS place FROM object o JOIN location l ON l.id = o.location_id
                        WHERE o.tenant_id = ? AND (o.state = 'live' OR o.purge_after = 'infinity')
                          AND EXISTS (SELECT FROM file f WHERE f.tenant_id = o.tenant_id
                                       AND f.content_id = o.content_id)
                        """,
                        row -> expected.add(row.text("place")),
                        tenant.tenant.id()));
        Set<String> found = new TreeSet<>();
        for (String own : List.of("organizations/", "tenants/")) {
            String prefix = own + tenant.tenant.number() + "/";
            tenant.buckets.forEach((name, bucket) -> {
                String cursor = "";
                do {
                    var page = bucket.list(new ListRequest(prefix, cursor, 1000));
                    page.objects().forEach(o -> found.add(name + " " + o.key().value()));
                    cursor = page.nextCursor();
                } while (!cursor.isEmpty());
            });
        }
        assertThat(found).as("what the buckets hold, %s", what).isEqualTo(expected);
    }
}
