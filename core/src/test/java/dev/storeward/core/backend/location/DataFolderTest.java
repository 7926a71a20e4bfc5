package dev.storeward.core.backend.location;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.Ids;
import dev.storeward.core.tenant.Tenant;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {
    @TempDir private Path disk;

    private final CoreFixture core = CoreFixture.start();
    private Path before;
    private Path after;

    @BeforeEach
    void foundedInADataFolder() throws IOException {
        Path real = disk.toRealPath();
        before = real.resolve("before");
        after = real.resolve("after");
        Files.createDirectories(before);
        core.sql(
                "INSERT INTO installation (id, master_key_id, check_value) VALUES (gen_random_uuid(), 'mk_1', 'x')");
        assertThat(new DataFolder(core.tx, before, true).follow()).isZero();
    }

    @AfterEach
    void close() {
        core.close();
    }

    /** A place of the operator in a folder, and the backend that reaches it. */
    private UUID place(Path folder) {
        UUID id = Ids.next();
        core.sql(
                "INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at) VALUES ('"
                        + id
                        + "', 'filesystem', 'file', '"
                        + folder
                        + "', '', now())");
        core.sql(
                "INSERT INTO backend (id, name, location_id, connector, settings, state, credential_version, created_at, updated_at) VALUES (gen_random_uuid(), 'b"
                        + id
                        + "', '"
                        + id
                        + "', 'filesystem', jsonb_build_object('path', '"
                        + folder
                        + "'), 'active', 1, now(), now())");
        return id;
    }

    private String whereabouts(UUID location) {
        return core.tx
                .forSystem()
                .statement(sql ->
                        sql.one(
                                """
                                SELECT l.bucket || ' ' || (b.settings ->> 'path') || ' ' || b.revision AS words
                                FROM location l JOIN backend b ON b.location_id = l.id WHERE l.id = ?
                                """,
                                row -> row.text("words"),
                                location));
    }

    private static void fill(Path place) throws IOException {
        Files.createDirectories(place.resolve("objects").resolve("organizations"));
    }

    private void file(Tenant tenant, UUID location) {
        UUID object = Ids.next();
        core.sql(
                "INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token, format, key_id, charged, created_at, deadline) VALUES ('"
                        + tenant.id()
                        + "', '"
                        + object
                        + "', gen_random_uuid(), '"
                        + location
                        + "', 'k', 'live', gen_random_uuid(), gen_random_uuid(), 1, 'k', 1, now(), now())");
        core.sql(
                "INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size, plain_sha256, content_id, object_id, uploaded_at) SELECT tenant_id, id, id, id::text, 'f', 'general', 't', 1, '', content_id, id, now() FROM object WHERE id = '"
                        + object
                        + "'");
    }

    private void tombstones(Tenant tenant, UUID location, int objects) {
        core.sql(
                "INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token, format, key_id, charged, created_at, deadline, passes, purge_after) SELECT '"
                        + tenant.id()
                        + "', gen_random_uuid(), gen_random_uuid(), '"
                        + location
                        + "', 'k' || n, 'purged', gen_random_uuid(), gen_random_uuid(), 1, 'k', 1, now(), now(), 1, now() + interval '30 days' FROM generate_series(1, "
                        + objects
                        + ") n");
    }

    @Test
    void whatWasDeletedInAFolderIsNotReadToFindOutWhetherFilesLieInIt() {
        Tenant tenant = core.tenant("acme");
        UUID deleted = place(before.resolve("objects/deleted"));
        tombstones(tenant, deleted, 20_000);
        file(tenant, place(before.resolve("objects/gone")));
        core.analyze();

        try (Database database = core.ofOneConnection()) {
            long counted = read(database);
            assertThat(new DataFolder(database.tx(), before, true).missing())
                    .containsExactly(before.resolve("objects/gone"));
            assertThat(read(database) - counted).as("rows of objects").isZero();
        }
    }

    /** How many rows and index entries of the table of objects were read. */
    private static long read(Database database) {
        return database.tx()
                .forSystem()
                .statement(sql -> {
                    sql.first("SELECT pg_stat_force_next_flush()", row -> true);
                    return sql.one(
                            """
                            SELECT (SELECT seq_tup_read FROM pg_stat_user_tables WHERE relname = 'object')
                                   + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes WHERE relname = 'object') AS rows
                            """,
                            row -> row.number("rows"));
                });
    }

    @Test
    void placesBelowADataFolderThatHoldsTheDatabaseFollowItWhereverItLies() throws IOException {
        UUID shared = place(before.resolve("objects/shared"));
        UUID elsewhere = place(disk.toRealPath().resolve("before-not/shared"));
        Files.createDirectories(after);

        assertThat(new DataFolder(core.tx, after, true).follow()).isEqualTo(1);

        String moved = after.resolve("objects/shared").toString();
        assertThat(whereabouts(shared)).isEqualTo(moved + " " + moved + " 1");
        String kept = disk.toRealPath().resolve("before-not/shared").toString();
        assertThat(whereabouts(elsewhere)).isEqualTo(kept + " " + kept + " 0");
        assertThat(new DataFolder(core.tx, after, true).follow()).isZero();
    }

    @Test
    void beyondAnExternalDatabaseOnlyFoldersThatWereMovedFollow() throws IOException {
        UUID moved = place(before.resolve("objects/moved"));
        UUID stayed = place(before.resolve("objects/stayed"));
        UUID lost = place(before.resolve("objects/lost"));
        fill(after.resolve("objects/moved"));
        fill(before.resolve("objects/stayed"));
        fill(after.resolve("objects/stayed"));

        assertThat(new DataFolder(core.tx, after, false).follow()).isEqualTo(1);

        assertThat(whereabouts(moved)).startsWith(after.resolve("objects/moved").toString() + " ");
        assertThat(whereabouts(stayed))
                .startsWith(before.resolve("objects/stayed").toString() + " ");
        assertThat(whereabouts(lost)).startsWith(before.resolve("objects/lost").toString() + " ");
    }

    @Test
    void aFolderThatIsGoneOrEmptyIsMissingOnlyWhereFilesLieInIt() throws IOException {
        Tenant tenant = core.tenant("acme");
        Path full = before.resolve("objects/full");
        Path gone = before.resolve("objects/gone");
        Path emptied = before.resolve("objects/emptied");
        file(tenant, place(full));
        file(tenant, place(gone));
        file(tenant, place(emptied));
        place(before.resolve("objects/never-used"));
        fill(full);
        Files.createDirectories(emptied.resolve("objects"));

        assertThat(new DataFolder(core.tx, before, true).missing()).containsExactly(emptied, gone);
    }
}
