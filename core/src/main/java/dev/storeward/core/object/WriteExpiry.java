package dev.storeward.core.object;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.log.RepeatedLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back the writes of dead nodes and such whose lease has ended: dooms their rows and refunds
 * their charges, a tenant at a time. It speaks to no bucket, and a tenant whose usage row is locked
 * holds back no other. Several may run at once. Safe for use by several threads.
 */
public final class WriteExpiry {
    private static final Logger LOG = LoggerFactory.getLogger(WriteExpiry.class);
    private static final int TENANTS = 10_000;
    private static final int PAGE = 500;
    private static final long LONGEST_WAIT_MILLIS = 1_000;
    private static final Duration TIME_FOR_BUSY = Duration.ofSeconds(10);

    private final Tx tx;
    private final RemovalPermit permit;

    /** How a tenant's usage row is taken; false when it is somebody else's now. */
    private interface Lock {
        boolean take(Sql sql, UUID tenantId);
    }

    public WriteExpiry(Tx tx, RemovalPermit permit) {
        this.tx = tx;
        this.permit = permit;
    }

    /** One round over all tenants; answers how many writes it took back. */
    public int run() {
        List<UUID> busy = new ArrayList<>();
        int expired = 0;
        for (UUID tenant : tx.forSystem().statement(sql -> ExpiryTable.tenants(sql, TENANTS))) {
            OptionalInt now = expire(tenant, ExpiryTable::lockUsageNow);
            expired += now.orElse(0);
            if (now.isEmpty()) {
                busy.add(tenant);
            }
        }
        long end = System.nanoTime() + TIME_FOR_BUSY.toNanos();
        for (UUID tenant : busy) {
            if (System.nanoTime() - end > 0) {
                break;
            }
            expired += expire(tenant, WriteExpiry::lockSoon).orElse(0);
        }
        if (expired > 0) {
            LOG.info("Took back {} uploads that were cut off with their server", expired);
        }
        return expired;
    }

    private static boolean lockSoon(Sql sql, UUID tenantId) {
        ExpiryTable.lockUsage(sql, tenantId, LONGEST_WAIT_MILLIS);
        return true;
    }

    /** A page is a transaction; empty when the usage row could not be had, or something failed. */
    private OptionalInt expire(UUID tenant, Lock lock) {
        int expired = 0;
        try {
            OptionalInt page = OptionalInt.of(PAGE);
            while (page.orElse(0) == PAGE && permit.granted()) {
                page =
                        tx.forTenant(tenant)
                                .transaction(sql ->
                                        lock.take(sql, tenant)
                                                ? OptionalInt.of(
                                                        ExpiryTable.expire(sql, tenant, PAGE))
                                                : OptionalInt.empty());
                if (page.isEmpty()) {
                    return expired > 0 ? OptionalInt.of(expired) : page;
                }
                expired += page.orElseThrow();
            }
        } catch (DatabaseException e) {
            if (e.kind() == DatabaseException.Kind.UNAVAILABLE) {
                throw e;
            }
            RepeatedLog.ofThisProcess()
                    .warn(
                            LOG,
                            "expiry",
                            "Writes of tenant "
                                    + tenant
                                    + " are taken back later: "
                                    + e.getMessage());
        }
        return OptionalInt.of(expired);
    }
}
