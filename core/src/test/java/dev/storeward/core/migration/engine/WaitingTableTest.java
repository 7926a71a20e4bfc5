package dev.storeward.core.migration.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.CoreFixture;
import dev.storeward.core.backend.BackendAccess;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.engine.WaitingTable.Waiting;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.placement.KeyForm;
import dev.storeward.core.placement.Placement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A slot with {@value #SILENT} files that wait at a silent place, and {@value #GOOD} at another.
 */
class WaitingTableTest {
    private static final int SILENT = 20_000;
    private static final int GOOD = 10;
    private static final int SLOT = 1;

    private final CoreFixture core = CoreFixture.start();
    private final Database database = core.ofOneConnection();
    private final UUID silent = new UUID(1, 1);
    private final UUID good = new UUID(1, 2);
    private final MigrationSnapshot migration = migration();

    private static MigrationSnapshot migration() {
        return new MigrationSnapshot(
                UUID.randomUUID(),
                UUID.randomUUID(),
                1,
                Migration.State.IN_PROGRESS,
                null,
                UUID.randomUUID(),
                new BackendAccess(UUID.randomUUID(), null, "b", "test", 1, 1),
                "b",
                null,
                new KeyForm("", Placement.ObjectKeys.READABLE),
                MigrationLimits.usual(),
                0,
                4,
                0,
                true,
                true,
                "",
                null);
    }

    @BeforeEach
    void insert() {
        insert(SLOT, silent, SILENT, Duration.ZERO);
        insert(SLOT, good, GOOD, Duration.ZERO);
        core.vacuum();
    }

    @AfterEach
    void close() {
        database.close();
        core.close();
    }

    private void insert(int slot, UUID place, int files, Duration due) {
        core.sql(
                """
                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size, from_object,
                  from_location, from_key, not_before)
                SELECT '%s', '%s', gen_random_uuid(), %d, 'waiting', 1, gen_random_uuid(), '%s', 'k',
                  now() - interval '1 second' + %d * interval '1 second'
                FROM generate_series(1, %d)
                """
                        .formatted(
                                migration.tenantId(),
                                migration.id(),
                                slot,
                                place,
                                due.toSeconds(),
                                files));
    }

    private <T> T read(Function<Sql, T> query) {
        return database.tx().forSystem().statement(query);
    }

    /** Rows of items and entries of their indexes that were read on this connection so far. */
    private long counted() {
        read(sql -> sql.first("SELECT pg_stat_force_next_flush()", row -> true));
        return read(sql ->
                sql.one(
                        """
                        SELECT (SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0)) FROM pg_stat_user_tables
                                WHERE relname LIKE 'migration_item%')
                               + (SELECT sum(idx_tup_read) FROM pg_stat_user_indexes
                                  WHERE relname LIKE 'migration_item%') AS rows
                        """,
                        row -> row.number("rows")));
    }

    @Test
    void theFilesOfAPlaceThatRestsAreNotReadToFindThoseOfAnother() {
        long before = counted();
        List<Task> due = read(sql -> WaitingTable.due(sql, migration, SLOT, List.of(silent), 200));
        long rows = counted() - before;

        assertThat(due).hasSize(GOOD).allMatch(task -> task.listed().equals(good));
        assertThat(rows).as("rows and index entries read").isLessThan(60);
    }

    @Test
    void noMoreAreReadThanAreTakenOfEachPlace() {
        long before = counted();
        List<Task> due = read(sql -> WaitingTable.due(sql, migration, SLOT, List.of(), 50));
        long rows = counted() - before;

        assertThat(due).hasSize(50);
        assertThat(rows).as("rows and index entries read").isLessThan(250);
    }

    @Test
    void whatWaitsIsToldByPlaceWithAFewRows() {
        insert(SLOT, new UUID(1, 3), 1, Duration.ofHours(1));
        long before = counted();
        List<Waiting> waiting = read(sql -> WaitingTable.places(sql, migration, SLOT));
        long rows = counted() - before;

        assertThat(waiting)
                .extracting(Waiting::place)
                .containsExactlyInAnyOrder(silent, good, new UUID(1, 3));
        assertThat(waiting.getFirst().untilDue()).isZero();
        assertThat(waiting.getLast().untilDue()).isGreaterThan(Duration.ofMinutes(59));
        assertThat(rows).as("rows and index entries read").isLessThan(40);
        List<Waiting> ofAnother = read(sql -> WaitingTable.places(sql, migration, SLOT + 1));
        assertThat(ofAnother).isEmpty();
    }

    @Test
    void whetherAnythingIsLeftElsewhereIsToldOfAllSlots() {
        assertThat(anyElsewhere(silent, good)).isFalse();
        assertThat(anyElsewhere(silent)).isTrue();

        insert(SLOT + 1, new UUID(1, 3), 1, Duration.ofHours(1));

        assertThat(anyElsewhere(silent, good)).isTrue();
    }

    private boolean anyElsewhere(UUID... places) {
        return read(sql -> WaitingTable.anyElsewhere(sql, migration, List.of(places)));
    }
}
