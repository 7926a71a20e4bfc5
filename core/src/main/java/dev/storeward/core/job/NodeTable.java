package dev.storeward.core.job;

import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The rows of nodes. Each method is one statement and answers how many rows it touched or saw. */
final class NodeTable {
    private NodeTable() {}

    /** What the node agreed on when it joined, as JSON. */
    static Optional<String> agreed(Sql sql, UUID id) {
        return sql.first(
                "SELECT agreed::text AS agreed FROM node WHERE id = ? AND agreed IS NOT NULL",
                row -> row.text("agreed"),
                id);
    }

    /** Beats; none when there is no such row. */
    static int beat(Sql sql, UUID id) {
        return sql.update("UPDATE node SET heartbeat_at = sw_now() WHERE id = ?", id);
    }

    /** Makes the row when there is none, and leaves one that is there as it is but for the beat. */
    static int appear(
            Sql sql, UUID id, String name, Node.MasterKeysAtHand keys, @Nullable String agreed) {
        return sql.update(
                """
                INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under, agreed)
                VALUES (?, ?, sw_now(), sw_now(), ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at
                """,
                id,
                name,
                keys.inFile(),
                keys.sealsUnder(),
                agreed == null ? null : new Sql.Json(agreed));
    }

    /** Tells of the keys, beats, and makes the row when there is none. */
    static int report(
            Sql sql, UUID id, String name, Node.MasterKeysAtHand keys, @Nullable String agreed) {
        return sql.update(
                """
                INSERT INTO node (id, name, started_at, heartbeat_at, master_keys, seals_under, agreed)
                VALUES (?, ?, sw_now(), sw_now(), ?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET heartbeat_at = excluded.heartbeat_at,
                  master_keys = excluded.master_keys, seals_under = excluded.seals_under
                """,
                id,
                name,
                keys.inFile(),
                keys.sealsUnder(),
                agreed == null ? null : new Sql.Json(agreed));
    }

    static int living(Sql sql) {
        return sql.one(
                "SELECT count(*) AS living FROM node"
                        + " WHERE heartbeat_at > sw_now() - interval '30 seconds'",
                row -> Math.toIntExact(row.number("living")));
    }

    static int forgetSilent(Sql sql) {
        return sql.update(
                """
                DELETE FROM node n WHERE n.heartbeat_at < sw_now() - interval '7 days'
                AND NOT EXISTS (SELECT 1 FROM object o WHERE o.state = 'writing' AND o.node_id = n.id)
                """);
    }

    static int remove(Sql sql, UUID id) {
        return sql.update("DELETE FROM node WHERE id = ?", id);
    }
}
