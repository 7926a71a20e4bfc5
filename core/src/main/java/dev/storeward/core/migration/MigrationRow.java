package dev.storeward.core.migration;

import dev.storeward.core.db.Row;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationWindow;
import dev.storeward.core.placement.StorageKind;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** Rows of migrations as records. */
public final class MigrationRow {
    private MigrationRow() {}

    /** The limits of a row with the columns of {@code migration}. */
    public static MigrationLimits limits(Row row) {
        return new MigrationLimits(
                row.numberOrNull("bandwidth"),
                Math.toIntExact(row.number("concurrency")),
                window(row));
    }

    private static @Nullable MigrationWindow window(Row row) {
        return row.text("window_from").isEmpty()
                ? null
                : new MigrationWindow(
                        LocalTime.parse(row.text("window_from")),
                        LocalTime.parse(row.text("window_to")),
                        ZoneId.of(row.text("window_zone")));
    }

    static Migration migration(Row row) {
        Migration.State state = row.constant("state", Migration.State.class);
        Instant troubleSince = row.timeOrNull("trouble_since");
        return new Migration(
                row.uuid("id"),
                row.uuid("tenant_id"),
                state,
                row.uuidOrNull("source_backend_id"),
                row.constant("source_kind", StorageKind.class),
                row.uuid("target_backend_id"),
                row.constant("target_kind", StorageKind.class),
                row.uuidOrNull("rollback_of"),
                progress(row, state),
                limits(row),
                Duration.ofSeconds(row.number("grace_seconds")),
                row.flag("keep_source"),
                troubleSince == null
                        ? null
                        : new Migration.Trouble(
                                row.text("trouble_code"), row.text("trouble"), troubleSince),
                row.text("reason"),
                row.time("started_at"),
                row.timeOrNull("completed_at"),
                row.text("initiated_by_email"));
    }

    private static MigrationProgress progress(Row row, Migration.State state) {
        long migrated = row.number("migrated_files");
        long migratedBytes = row.number("migrated_bytes");
        long skipped = row.number("skipped_files");
        long skippedBytes = row.number("skipped_bytes");
        long failed = row.number("failed_files");
        long failedBytes = row.number("failed_bytes");
        long parts = migrated + skipped + failed;
        long partsBytes = migratedBytes + skippedBytes + failedBytes;
        long counted = Math.max(row.number("total_files"), parts);
        long countedBytes = Math.max(row.number("total_bytes"), partsBytes);
        // What no slot has found by the end was deleted before, and is no part of it.
        boolean whole =
                state == Migration.State.COMPLETED
                        || state == Migration.State.COMPLETED_WITH_ERRORS;
        long total = whole ? parts : counted;
        long totalBytes = whole ? partsBytes : countedBytes;
        long rate = state == Migration.State.IN_PROGRESS ? row.number("rate") : 0;
        long left = totalBytes - partsBytes;
        return new MigrationProgress(
                total,
                totalBytes,
                migrated,
                migratedBytes,
                skipped,
                skippedBytes,
                counted - total,
                countedBytes - totalBytes,
                failed,
                failedBytes,
                state == Migration.State.IN_PROGRESS ? row.text("current_file") : "",
                rate,
                rate == 0 ? null : row.time("read_at").plusSeconds(left / rate + 1));
    }
}
