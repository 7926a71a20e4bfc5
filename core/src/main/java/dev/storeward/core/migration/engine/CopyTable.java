package dev.storeward.core.migration.engine;

import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.store.ObjectKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The rows of copies before their file points to them. They charge nothing. */
final class CopyTable {
    private static final String LEASE = "interval '1 hour'";

    private static final String INSERT =
            """
            INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token,
                                format, key_id, charged, created_at, deadline)
            SELECT o.tenant_id, c.id, o.content_id, ?, c.key, 'writing', ?, c.token, o.format,
                   o.key_id, 0, sw_now(), sw_now() +
            """
                    + LEASE
                    + """
                     FROM unnest(?::uuid[], ?::uuid[], ?::uuid[], ?::text[]) AS c(id, token, source, key)
                    JOIN object o ON o.tenant_id = ? AND o.id = c.source
                    ON CONFLICT (tenant_id, location_id, key) DO NOTHING RETURNING id
                    """;

    private CopyTable() {}

    /** A copy that is about to be begun. */
    private record Begun(Task.Ready ready, ObjectIntent copy) {}

    /**
     * Commits a row for each copy before its first byte leaves. A key that any object ever held at
     * the target gives way to another.
     *
     * @return by file
     */
    static Map<UUID, ObjectIntent> begin(
            Sql sql, MigrationSnapshot snapshot, UUID nodeId, List<Task.Ready> tasks) {
        List<Begun> usual = new ArrayList<>();
        List<Begun> other = new ArrayList<>();
        for (Task.Ready ready : tasks) {
            boolean taken = ready.task().lastReason() == Outcome.Reason.ALREADY_EXISTS;
            (taken ? other : usual).add(new Begun(ready, intent(snapshot, ready, taken)));
        }
        Map<UUID, ObjectIntent> begun = new HashMap<>();
        for (Begun refused : insert(sql, snapshot, nodeId, usual, begun)) {
            other.add(new Begun(refused.ready(), intent(snapshot, refused.ready(), true)));
        }
        insert(sql, snapshot, nodeId, other, begun);
        return begun;
    }

    private static ObjectIntent intent(
            MigrationSnapshot snapshot, Task.Ready ready, boolean taken) {
        UUID id = Ids.next();
        Task task = ready.task();
        ObjectKey key =
                taken
                        ? snapshot.keys()
                                .otherKeyOf(
                                        snapshot.tenantNumber(), task.fileId(), task.address(), id)
                        : snapshot.keys()
                                .keyOf(snapshot.tenantNumber(), task.fileId(), task.address());
        return new ObjectIntent(
                snapshot.tenantId(),
                id,
                ready.from().contentId(),
                snapshot.targetLocation(),
                key,
                UUID.randomUUID());
    }

    /** Adds what was written to {@code begun}; answers what was not, as its key was taken. */
    private static List<Begun> insert(
            Sql sql,
            MigrationSnapshot snapshot,
            UUID nodeId,
            List<Begun> copies,
            Map<UUID, ObjectIntent> begun) {
        if (copies.isEmpty()) {
            return List.of();
        }
        Set<UUID> written =
                new HashSet<>(
                        sql.list(
                                INSERT,
                                row -> row.uuid("id"),
                                snapshot.targetLocation(),
                                nodeId,
                                copies.stream().map(c -> c.copy().id()).toList(),
                                copies.stream().map(c -> c.copy().token()).toList(),
                                copies.stream().map(c -> c.ready().from().objectId()).toList(),
                                copies.stream().map(c -> c.copy().key().value()).toList(),
                                snapshot.tenantId()));
        List<Begun> refused = new ArrayList<>();
        for (Begun copy : copies) {
            if (written.contains(copy.copy().id())) {
                begun.put(copy.ready().task().fileId(), copy.copy());
            } else {
                refused.add(copy);
            }
        }
        return refused;
    }

    /** Dooms copies that no file will point to: what lies at the target is removed. */
    static void doom(Sql sql, MigrationSnapshot snapshot, Collection<UUID> copies) {
        if (!copies.isEmpty()) {
            sql.update(
                    """
                    UPDATE object SET state = 'doomed', purge_after = sw_now()
                    WHERE tenant_id = ? AND id = ANY (?::uuid[]) AND state = 'writing'
                    """,
                    snapshot.tenantId(),
                    copies);
        }
    }

    /** Removes the rows of copies of which no byte was sent. */
    static void forget(Sql sql, MigrationSnapshot snapshot, Collection<UUID> copies) {
        if (!copies.isEmpty()) {
            sql.update(
                    """
                    DELETE FROM object
                    WHERE tenant_id = ? AND id = ANY (?::uuid[]) AND state = 'writing'
                    """,
                    snapshot.tenantId(),
                    copies);
        }
    }

    /** Whether a copy is still this node's; renews its lease then. */
    static boolean renew(Sql sql, ObjectIntent copy) {
        return sql.update(
                        "UPDATE object SET deadline = sw_now() + "
                                + LEASE
                                + " WHERE tenant_id = ? AND id = ? AND token = ? AND state = 'writing'",
                        copy.tenantId(),
                        copy.id(),
                        copy.token())
                == 1;
    }
}
