package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.manifest.ManifestArchive;
import dev.storeward.core.migration.manifest.ManifestKeys;
import dev.storeward.core.migration.manifest.Manifests;
import dev.storeward.core.migration.request.Rollback;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The rows of a migration's files give way to its manifest when nothing needs them any more. */
class ManifestArchiveTest {
    private static final Duration LONG_AFTER = Duration.ofDays(32);

    @TempDir Path folder;

    private ModelMoves moves;
    private Manifests manifests;
    private ManifestArchive archive;
    private UUID id;

    @BeforeEach
    void begin() {
        moves = new ModelMoves(folder, "kept");
        manifests =
                new Manifests(
                        moves.core.tx,
                        new ManifestKeys(moves.core.tx, moves.core.sealer(), moves.core.random));
        archive = new ManifestArchive(moves.core.tx, manifests);
        moves.tenant.put(moves.random);
        id = moves.move(Duration.ofHours(1)).id();
    }

    @AfterEach
    void close() {
        moves.close();
    }

    @Test
    void theManifestStaysTheSameToTheByte() throws IOException {
        moreItems(12_000);
        byte[] before = manifest();
        moves.core.setTime(Duration.ofDays(30));
        archive.run();
        assertThat(moves.count("migration_item")).as("a day too soon").isEqualTo(12_001);

        moves.core.setTime(LONG_AFTER);
        archive.run();
        archive.run();

        assertThat(moves.count("migration_item")).isZero();
        assertThat(moves.count("migration_manifest")).as("parts").isGreaterThan(2);
        assertThat(manifest()).isEqualTo(before);
        assertThat(new MigrationViews(moves.core.tx).get(moves.core.admin, id).progress())
                .extracting(MigrationProgress::migratedFiles)
                .isEqualTo(1L);
    }

    @Test
    void whatNeedsTheRowsOfFilesIsRefusedAfterwards() {
        moves.core.sql("UPDATE migration SET state = 'completed_with_errors'");
        moves.core.setTime(LONG_AFTER);
        archive.run();
        keep();

        assertThat(
                        Problems.of(() ->
                                moves.tenant
                                        .migrations()
                                        .retry(moves.core.admin, id, InSameTransaction.nothing())))
                .isEqualTo(
                        new Problem.NotCancellable(
                                "It ended so long ago that only its manifest is kept: start a new"
                                        + " one."));
        assertThat(Problems.of(this::rollBack)).isInstanceOf(Problem.NotCancellable.class);
    }

    @Test
    void theRowsStayForTheRollbackOfAMigrationWhoseSourcesAreKept() {
        keep();
        moves.core.setTime(LONG_AFTER);

        archive.run();

        assertThat(moves.count("migration_item")).isEqualTo(1);
        assertThat(moves.finish(rollBack(), ModelMoves.NOTHING).progress().migratedFiles())
                .isEqualTo(1);
    }

    @Test
    void anAttemptThatWasCutOffIsMadeAgain() throws IOException {
        byte[] before = manifest();
        moves.core.sql(
                "INSERT INTO migration_manifest (tenant_id, migration_id, part, body)"
                        + " SELECT tenant_id, id, part, '\\x00' FROM migration, generate_series(0, 3) AS part");
        assertThat(manifest()).isEqualTo(before);
        moves.core.setTime(LONG_AFTER);

        archive.run();

        assertThat(moves.count("migration_item")).isZero();
        assertThat(manifest()).isEqualTo(before);
    }

    @Test
    void oneThatCannotBeArchivedHoldsBackNoOther() {
        moves.finish(rollBack(), ModelMoves.NOTHING);
        moves.core.asOwner(
                "ALTER TABLE migration_manifest ADD CONSTRAINT broken CHECK (migration_id <> '%s')"
                        .formatted(id));
        moves.core.setTime(LONG_AFTER);

        archive.run();

        assertThat(moves.count("migration_item")).as("of the first to end").isEqualTo(1);
        assertThat(moves.count("migration_manifest")).as("of the second").isEqualTo(1);
        moves.core.asOwner("ALTER TABLE migration_manifest DROP CONSTRAINT broken");
        archive.run();
        assertThat(moves.count("migration_item")).isZero();
    }

    @Test
    void aRollbackIsNotTriedAgainWithoutTheRowsOfWhatItUndoes() {
        UUID back = moves.finish(rollBack(), ModelMoves.NOTHING).id();
        moves.core.setTime(LONG_AFTER);
        moves.core.sql(
                "UPDATE migration SET state = 'failed', completed_at = sw_now() WHERE id = '%s'"
                        .formatted(back));
        archive.run();
        assertThat(moves.count("migration_item")).as("those of the rollback").isEqualTo(1);

        assertThat(
                        Problems.of(() ->
                                moves.tenant
                                        .migrations()
                                        .retry(
                                                moves.core.admin,
                                                back,
                                                InSameTransaction.nothing())))
                .isEqualTo(
                        new Problem.NotCancellable(
                                "What it undoes ended so long ago that only its manifest is kept:"
                                        + " start a migration the other way."));
    }

    @Test
    void nothingIsTriedAgainBesideANodeThatWouldPassItOver() {
        moves.core.sql("UPDATE migration SET state = 'failed', completed_at = sw_now()");
        moves.core.sql(
                "INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under)"
                        + " VALUES (gen_random_uuid(), 'old-1', sw_now(), sw_now(), '{}', '')");

        assertThat(Problems.of(this::retry))
                .isEqualTo(
                        new Problem.NotCancellable(
                                "The node old-1 is of an earlier release, which passes over what is"
                                        + " tried again: try once more when it was replaced."));

        moves.core.setTime(Duration.ofSeconds(31));
        assertThat(retry().state()).isEqualTo(Migration.State.IN_PROGRESS);
    }

    private Migration retry() {
        return moves.tenant.migrations().retry(moves.core.admin, id, InSameTransaction.nothing());
    }

    @Test
    void aPageOfRowsIsRemovedWithoutReadingWhatWasRemovedBefore() {
        int files = 30_000;
        moreItems(files);
        moves.core.analyze();
        moves.core.setTime(LONG_AFTER);
        Database database = moves.core.ofOneConnection();
        // Somebody who began before sees the rows still: their index entries stay.
        long before = read(database);
        moves.core
                .tx
                .forSystem()
                .run(sql -> {
                    sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                    sql.first("SELECT 1 FROM tenant", row -> true);
                    Thread run =
                            Thread.ofVirtual()
                                    .start(() ->
                                            new ManifestArchive(database.tx(), manifests).run());
                    try {
                        run.join();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        long read = read(database) - before;
        database.close();

        assertThat(moves.count("migration_item")).isZero();
        assertThat(read).as("index entries read for %s rows", files).isLessThan(5L * files);
    }

    /** How many entries of the items' indexes this connection has read. */
    private static long read(Database database) {
        return database.tx()
                .forSystem()
                .statement(sql -> {
                    sql.first("SELECT pg_stat_force_next_flush()", row -> true);
                    return sql.one(
                            "SELECT sum(idx_tup_read) AS read FROM pg_stat_user_indexes"
                                    + " WHERE relname LIKE 'migration_item%'",
                            row -> row.number("read"));
                });
    }

    private void keep() {
        moves.tenant.migrations().keepSource(moves.core.admin, id, InSameTransaction.nothing());
    }

    private Migration rollBack() {
        return moves.tenant
                .migrations()
                .rollback(
                        moves.core.admin, id, new Rollback(true, ""), InSameTransaction.nothing());
    }

    private byte[] manifest() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        manifests.of(moves.core.admin, id).writeTo(out);
        return out.toByteArray();
    }

    private void moreItems(int files) {
        moves.core.sql(
                """
                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size, from_object,
                  to_location, from_location, from_key, to_key, stored_size, stored_sha256, not_before, ended_at)
                SELECT tenant_id, migration_id, gen_random_uuid(), 0, 'migrated', 1, from_object, to_location,
                  from_location, 'a/' || n, 'b/' || n, n, stored_sha256, not_before, ended_at
                FROM migration_item, generate_series(1, %d) AS n
                """
                        .formatted(files));
    }
}
