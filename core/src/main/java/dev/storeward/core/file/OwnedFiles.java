package dev.storeward.core.file;

import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.user.FilesOfUser;
import java.util.List;
import java.util.UUID;

/** What becomes of the files of a user who goes. Works in batches of their own transactions. */
public final class OwnedFiles implements FilesOfUser {
    private static final int BATCH = 200;

    private final Tx tx;

    public OwnedFiles(Tx tx) {
        this.tx = tx;
    }

    @Override
    public void delete(Caller caller, UUID tenantId, UUID userId) {
        while (deleteBatch(tenantId, userId) == BATCH) {
            // The next batch.
        }
    }

    private int deleteBatch(UUID tenantId, UUID userId) {
        return tx.forTenant(tenantId)
                .statement(sql -> {
                    List<String> addresses = addresses(sql, tenantId, userId);
                    for (String address : addresses) {
                        FileTable.delete(sql, tenantId, userId, address);
                    }
                    Quotas.barrier(sql);
                    return addresses.size();
                });
    }

    private static List<String> addresses(Sql sql, UUID tenantId, UUID userId) {
        return sql.list(
                """
                SELECT address FROM file WHERE tenant_id = ? AND user_id = ?
                ORDER BY uploaded_at DESC, id DESC LIMIT ?
                """,
                row -> row.text("address"),
                tenantId,
                userId,
                BATCH);
    }

    /** The files move into the new owner's folder; the objects stay where they are. */
    @Override
    public void transfer(Caller caller, UUID tenantId, UUID fromUserId, UUID toUserId) {
        while (transferBatch(tenantId, fromUserId, toUserId) == BATCH) {
            // The next batch.
        }
    }

    private int transferBatch(UUID tenantId, UUID fromUserId, UUID toUserId) {
        return tx.forTenant(tenantId)
                .transaction(sql ->
                        Math.toIntExact(
                                sql.one(
                                        """
                                        WITH folder AS (
                                          SELECT 'organizations/' || t.number || '/files/' AS base,
                                                 a.number::text AS from_number, b.number::text AS to_number
                                          FROM tenant t, app_user a, app_user b
                                          WHERE t.id = ? AND a.id = ? AND b.id = ?),
                                        batch AS (
                                          SELECT tenant_id, id FROM file WHERE tenant_id = ? AND user_id = ?
                                          ORDER BY uploaded_at DESC, id DESC LIMIT ? FOR UPDATE),
                                        moved AS (
                                          UPDATE file f SET user_id = ?,
                                                 address = base || to_number
                                                           || substr(f.address, length(base || from_number) + 1)
                                          FROM batch, folder
                                          WHERE f.tenant_id = batch.tenant_id AND f.id = batch.id
                                          RETURNING f.tenant_id, f.category, f.size),
                                        counted AS (
                                          INSERT INTO count_delta (tenant_id, user_id, category, files, bytes)
                                          SELECT tenant_id, owner.id, category, owner.sign * count(*),
                                                 owner.sign * sum(size)
                                          FROM moved, (VALUES (?::uuid, -1), (?::uuid, 1)) AS owner (id, sign)
                                          GROUP BY tenant_id, owner.id, owner.sign, category)
                                        SELECT count(*) AS moved FROM moved
                                        """,
                                        row -> row.number("moved"),
                                        tenantId,
                                        fromUserId,
                                        toUserId,
                                        tenantId,
                                        fromUserId,
                                        BATCH,
                                        toUserId,
                                        fromUserId,
                                        toUserId)));
    }
}
