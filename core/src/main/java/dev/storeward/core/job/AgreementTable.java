package dev.storeward.core.job;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Sql.Json;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What nodes tell of their settings. Each method is one statement. */
final class AgreementTable {
    private static final long LOCK = 0x73775f6e6f646573L;

    private AgreementTable() {}

    /**
     * Another node whose heartbeat is young.
     *
     * @param agreed as JSON; null when it says nothing
     */
    record Living(UUID id, String name, Instant heartbeat, @Nullable String agreed) {
        private static Living of(Row row) {
            return new Living(
                    row.uuid("id"),
                    row.text("name"),
                    row.time("heartbeat_at"),
                    row.textOrNull("agreed"));
        }
    }

    /** Lets one start after the other look, until the transaction ends. */
    static void lock(Sql sql) {
        sql.first("SELECT pg_advisory_xact_lock(?)", row -> true, LOCK);
    }

    static List<Living> others(Sql sql, UUID id) {
        return sql.list(
                """
                SELECT id, name, heartbeat_at, agreed::text AS agreed FROM node
                WHERE id <> ? AND heartbeat_at > sw_now() - interval '30 seconds'
                ORDER BY started_at
                """,
                Living::of,
                id);
    }

    /** Makes the row of a node, which its heartbeat renews. */
    static void join(Sql sql, UUID id, String name, Node.MasterKeysAtHand keys, String agreed) {
        sql.update(
                """
                INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under, agreed)
                VALUES (?, ?, sw_now(), sw_now(), ?, ?, ?)
                """,
                id,
                name,
                keys.inFile(),
                keys.sealsUnder(),
                new Json(agreed));
    }
}
