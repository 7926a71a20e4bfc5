package dev.storeward.core.masterkey;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import dev.storeward.core.masterkey.MasterKeyStatus.State;
import dev.storeward.core.masterkey.MasterKeyStatus.WaitingNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

final class RotationTable {
    /**
     * A node that was silent for longer takes no part: it learns of the new key when it is back.
     */
    private static final String LIVE = "heartbeat_at > sw_now() - interval '30 seconds'";

    private RotationTable() {}

    /** The newest rotation; an open one is always the newest. */
    static Optional<Rotation> newest(Sql sql) {
        return sql.first(
                """
                SELECT id, from_key, to_key, state, rewrapped, unreadable, started_at, switched_at, ended_at
                FROM master_key_rotation WHERE state <> 'abandoned'
                ORDER BY started_at DESC, id DESC LIMIT 1
                """,
                RotationTable::rotation);
    }

    static void insert(Sql sql, UUID id, String from, String to) {
        sql.update(
                """
                INSERT INTO master_key_rotation (id, from_key, to_key, state, started_at)
                VALUES (?, ?, ?, 'distribute', sw_now())
                """,
                id,
                from,
                to);
    }

    static boolean begin(Sql sql, UUID id) {
        return sql.update(
                        """
                        UPDATE master_key_rotation SET state = 'rewrap', switched_at = sw_now()
                        WHERE id = ? AND state = 'distribute'
                        """,
                        id)
                == 1;
    }

    static void count(Sql sql, UUID id, long rewrapped) {
        sql.update(
                "UPDATE master_key_rotation SET rewrapped = rewrapped + ? WHERE id = ?",
                rewrapped,
                id);
    }

    static void unreadable(Sql sql, UUID id, long values) {
        sql.update(
                "UPDATE master_key_rotation SET unreadable = ? WHERE id = ? AND unreadable <> ?",
                values,
                id,
                values);
    }

    static boolean end(Sql sql, UUID id) {
        return sql.update(
                        """
                        UPDATE master_key_rotation SET state = 'done', ended_at = sw_now()
                        WHERE id = ? AND state = 'rewrap'
                        """,
                        id)
                == 1;
    }

    static void abandon(Sql sql, UUID id) {
        sql.update(
                """
                UPDATE master_key_rotation SET state = 'abandoned', ended_at = sw_now()
                WHERE id = ? AND state = 'distribute'
                """,
                id);
    }

    /** The live nodes whose file does not hold a key. */
    static List<WaitingNode> without(Sql sql, String keyId) {
        return nodes(sql, "NOT (? = ANY (coalesce(master_keys, '{}')))", keyId);
    }

    /** The live nodes that seal under another key. */
    static List<WaitingNode> notSealingUnder(Sql sql, String keyId) {
        return nodes(sql, "seals_under IS DISTINCT FROM ?", keyId);
    }

    /** The keys that live nodes seal under. */
    static Set<String> sealedUnder(Sql sql) {
        return Set.copyOf(
                sql.list(
                        "SELECT DISTINCT seals_under FROM node WHERE "
                                + LIVE
                                + " AND seals_under IS NOT NULL LIMIT 1000",
                        row -> row.text("seals_under")));
    }

    private static List<WaitingNode> nodes(Sql sql, String condition, String keyId) {
        return sql.list(
                "SELECT id, name, started_at FROM node WHERE "
                        + LIVE
                        + " AND "
                        + condition
                        + " ORDER BY name, id LIMIT 1000",
                row -> new WaitingNode(row.uuid("id"), row.text("name"), row.time("started_at")),
                keyId);
    }

    static boolean anybodyHas(Sql sql, String keyId) {
        return sql.first(
                        "SELECT 1 FROM node WHERE " + LIVE + " AND ? = ANY (master_keys) LIMIT 1",
                        row -> true,
                        keyId)
                .orElse(false);
    }

    /** How many values of the tables are sealed under which key. */
    static Map<String, Long> references(Sql sql, List<String> tables) {
        Map<String, Long> references = new TreeMap<>();
        for (String table : tables) {
            sql.list(
                            "SELECT sealed_under AS key_id, count(*) AS n FROM "
                                    + table
                                    + " WHERE sealed_under IS NOT NULL GROUP BY 1",
                            row -> Map.entry(row.text("key_id"), row.number("n")))
                    .forEach(
                            entry -> references.merge(entry.getKey(), entry.getValue(), Long::sum));
        }
        return references;
    }

    /** Whether a table has values that are not sealed under a key; two looks into its index. */
    static boolean hasOthers(Sql sql, String table, String keyId) {
        return sql.one(
                "SELECT EXISTS (SELECT FROM "
                        + table
                        + " WHERE sealed_under < ?) OR EXISTS (SELECT FROM "
                        + table
                        + " WHERE sealed_under > ?) AS found",
                row -> row.flag("found"),
                keyId,
                keyId);
    }

    private static Rotation rotation(Row row) {
        return new Rotation(
                row.uuid("id"),
                row.text("from_key"),
                row.text("to_key"),
                row.constant("state", State.class),
                row.number("rewrapped"),
                row.number("unreadable"),
                row.time("started_at"),
                row.timeOrNull("switched_at"),
                row.timeOrNull("ended_at"));
    }
}
