package dev.storeward.core.tenant;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes what is left of tenants that were deleted, a page of rows in a transaction, so that
 * millions of rows trouble nobody. Rows of objects stay until the sweeper has removed what they
 * name; the tenant's own row is the last. It goes on wherever it was broken off. Safe for use by
 * several threads.
 */
public final class TenantRemoval {
    private static final Logger LOG = LoggerFactory.getLogger(TenantRemoval.class);
    private static final int PAGE = 500;
    private static final int TENANTS = 100;

    /** Of one tenant in one round, so that the others have their turn. */
    private static final int PAGES = 100;

    /** Of a tenant that is being deleted before its deletion is answered: a small one is gone. */
    private static final int AT_ONCE = 12;

    /** How long a bucket is waited for that does not let its objects be removed. */
    private static final Duration PATIENCE = Duration.ofDays(7);

    private static final UUID NONE = new UUID(0, 0);

    private final Tx tx;

    public TenantRemoval(Tx tx) {
        this.tx = tx;
    }

    /**
     * One round over all tenants that were deleted; ends where the database is away, as the rest
     * would fail alike.
     */
    public void run() {
        for (UUID id : tx.forSystem().statement(sql -> RemovalTable.deleted(sql, TENANTS))) {
            try {
                advance(id, PAGES);
            } catch (RuntimeException e) {
                if (e instanceof DatabaseException away
                        && away.kind() == DatabaseException.Kind.UNAVAILABLE) {
                    throw e;
                }
                later(id, e);
            }
        }
    }

    /** Begins with a tenant; the rest, and what fails, is left to the rounds. */
    void begin(UUID id) {
        try {
            advance(id, AT_ONCE);
        } catch (RuntimeException e) {
            later(id, e);
        }
    }

    private void advance(UUID id, int pages) {
        Round round = new Round(id);
        boolean more = true;
        for (int page = 0; more && page < pages; page++) {
            more = round.step();
        }
    }

    private static void later(UUID id, RuntimeException e) {
        if (!DatabaseLog.took(e)) {
            RepeatedLog.ofThisProcess()
                    .warn(
                            LOG,
                            "removal",
                            "What is left of tenant "
                                    + id
                                    + " is removed later: "
                                    + e.getMessage());
        }
    }

    /** What is removed of one tenant before others have their turn. */
    private final class Round {
        private final UUID id;
        private @Nullable UUID migration;
        private UUID itemsTo = NONE;

        Round(UUID id) {
            this.id = id;
        }

        /** Removes one page; false when nothing more can be removed now. */
        boolean step() {
            if (items()) {
                return true;
            }
            if (page(sql -> RemovalTable.deleteKept(sql, id, PAGE)) > 0
                    || page(sql -> RemovalTable.passObjects(sql, id, PAGE, PATIENCE)) == PAGE) {
                return true;
            }
            if (tx.forSystem().statement(sql -> RemovalTable.hasObjects(sql, id))) {
                return false;
            }
            if (page(sql -> RemovalTable.deleteBackends(sql, id, PAGE)) > 0
                    || page(sql -> RemovalTable.deletePlaces(sql, id, PAGE)) > 0) {
                return true;
            }
            tx.forSystem()
                    .statement(sql -> {
                        RemovalTable.deleteTenant(sql, id);
                        return true;
                    });
            return false;
        }

        /** Removes rows of files of one migration after the other; false when there are none. */
        private boolean items() {
            UUID current = migration;
            if (current == null) {
                itemsTo = NONE;
                current =
                        tx.forSystem()
                                .statement(sql -> RemovalTable.migrationWithItems(sql, id))
                                .orElse(null);
                migration = current;
            }
            if (current == null) {
                return false;
            }
            UUID of = current;
            Optional<UUID> last =
                    tx.forSystem()
                            .statement(sql -> RemovalTable.deleteItems(sql, id, of, itemsTo, PAGE));
            if (last.isPresent()) {
                itemsTo = last.get();
            } else {
                migration = null;
            }
            return true;
        }
    }

    private int page(ToIntFunction<Sql> rows) {
        return tx.forSystem().statement(rows::applyAsInt);
    }
}
