package dev.storeward.core.installation;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.installation.InstallationStatus.FrozenLocation;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Where the installation runs and what it left to others. Each method is one statement. */
final class InstallationStateTable {
    private InstallationStateTable() {}

    /** What the database tells of itself; {@code -} for what it does not. */
    record Told(String cluster, String database, String address, String startedAt) {}

    /** What is recorded. */
    record State(
            UUID id,
            @Nullable String fingerprint,
            @Nullable String found,
            @Nullable Instant foundAt,
            @Nullable UUID copyOf,
            @Nullable UUID run,
            @Nullable String runOfServer) {}

    static Told told(Sql sql) {
        return sql.one(
                """
                SELECT coalesce(sw_system_identifier(), '-') AS cluster, current_database() AS database,
                       coalesce(host(inet_server_addr()) || ':' || inet_server_port(), '-') AS address,
                       extract(epoch FROM pg_postmaster_start_time())::text AS started_at
                """,
                row ->
                        new Told(
                                row.text("cluster"),
                                row.text("database"),
                                row.text("address"),
                                row.text("started_at")));
    }

    static Optional<State> find(Sql sql) {
        return sql.first(
                """
                SELECT id, fingerprint, found_fingerprint, found_at, copy_of, run, run_of_server
                FROM installation
                """,
                InstallationStateTable::state);
    }

    private static State state(Row row) {
        return new State(
                row.uuid("id"),
                row.textOrNull("fingerprint"),
                row.textOrNull("found_fingerprint"),
                row.timeOrNull("found_at"),
                row.uuidOrNull("copy_of"),
                row.uuidOrNull("run"),
                row.textOrNull("run_of_server"));
    }

    /** Whether it was found somewhere else and nobody has decided what it is. */
    static boolean undecided(Sql sql) {
        return sql.first(
                        "SELECT 1 FROM installation WHERE found_fingerprint IS NOT NULL",
                        row -> true)
                .isPresent();
    }

    /** Records where it runs; there is nothing to decide after it. */
    static void settle(Sql sql, String fingerprint) {
        sql.update(
                """
                UPDATE installation SET fingerprint = ?, found_fingerprint = NULL, found_at = NULL
                """,
                fingerprint);
    }

    /** Keeps where it was found instead. */
    static void found(Sql sql, String fingerprint) {
        sql.update(
                """
                UPDATE installation SET found_fingerprint = ?, found_at = coalesce(found_at, sw_now())
                """,
                fingerprint);
    }

    static void newRun(Sql sql, UUID run, String ofServer) {
        sql.update("UPDATE installation SET run = ?, run_of_server = ?", run, ofServer);
    }

    /**
     * Whether a node lives on this very database: its heartbeat came after the server's start, so
     * that it was not brought along by a copy.
     */
    static boolean anyNodeLives(Sql sql) {
        return sql.first(
                        """
                        SELECT 1 FROM node
                        WHERE heartbeat_at > greatest(pg_postmaster_start_time(), sw_now() - interval '30 seconds')
                          AND heartbeat_at <= sw_now()
                        LIMIT 1
                        """,
                        row -> true)
                .isPresent();
    }

    /**
     * Leaves the places that came along with the copy to the installation it was taken from;
     * answers how many. What was registered since it was found to be one is its own.
     */
    static int leaveAll(Sql sql, UUID original, @Nullable Instant foundAt) {
        return sql.update(
                """
                UPDATE location SET left_to = ?, frozen_by = NULL, frozen_at = NULL,
                       marker_seen = NULL, marker_seen_at = NULL
                WHERE left_to IS NULL AND created_at < coalesce(?::timestamptz, 'infinity')
                """,
                original,
                foundAt);
    }

    static long countFrozen(Sql sql) {
        return sql.one(
                "SELECT count(*) AS n FROM location WHERE frozen_by IS NOT NULL",
                row -> row.number("n"));
    }

    static long countLeft(Sql sql) {
        return sql.one(
                "SELECT count(*) AS n FROM location WHERE left_to IS NOT NULL",
                row -> row.number("n"));
    }

    static List<FrozenLocation> frozen(Sql sql, int limit) {
        return sql.list(
                """
                SELECT id, endpoint, bucket, prefix, frozen_by, frozen_at
                FROM location WHERE frozen_by IS NOT NULL ORDER BY id LIMIT ?
                """,
                row ->
                        new FrozenLocation(
                                row.uuid("id"),
                                row.text("endpoint"),
                                row.text("bucket"),
                                row.text("prefix"),
                                row.uuid("frozen_by"),
                                row.time("frozen_at")),
                limit);
    }

    /** Whether a migration writes to a place that was left to another installation. */
    static boolean leadsToLeftPlace(Sql sql, UUID migrationId) {
        return sql.first(
                        """
                        SELECT 1 FROM migration m JOIN location l ON l.id = m.target_location_id
                        WHERE m.id = ? AND l.left_to IS NOT NULL
                        """,
                        row -> true,
                        migrationId)
                .isPresent();
    }
}
