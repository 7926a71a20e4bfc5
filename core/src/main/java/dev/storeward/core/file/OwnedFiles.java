package dev.storeward.core.file;

import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.object.WritesOfUser;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.user.FilesOfUser;
import java.util.List;
import java.util.UUID;

/** Deletes or transfers all files of a user who is disabled, in batches with a transaction each. */
public final class OwnedFiles implements FilesOfUser {
    private static final int BATCH = 200;

    private final Tx tx;
    private final WritesOfUser writes;

    public OwnedFiles(Tx tx) {
        this.tx = tx;
        this.writes = new WritesOfUser(tx);
    }

    @Override
    public void endUploads(UUID userId) {
        writes.takeBack(userId);
    }

    @Override
    public void delete(Caller caller, UUID tenantId, UUID userId) {
        while (deleteBatch(tenantId, userId) == BATCH) {
            // The next batch.
        }
    }

    private int deleteBatch(UUID tenantId, UUID userId) {
        Tx.Scope scope = tx.forTenant(tenantId);
        try (Turn turn = scope.turn()) {
            return scope.statement(sql -> {
                List<String> addresses = OwnedFileTable.addresses(sql, tenantId, userId, BATCH);
                for (String address : addresses) {
                    DeletionTable.delete(sql, tenantId, userId, address);
                }
                turn.end();
                Quotas.barrier(sql);
                return addresses.size();
            });
        }
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
                .transaction(
                        sql -> OwnedFileTable.transfer(sql, tenantId, fromUserId, toUserId, BATCH));
    }
}
