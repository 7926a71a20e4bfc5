package dev.storeward.core.migration;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.Problem;
import dev.storeward.core.Problems;
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
