package dev.storeward.core.quota;

import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.quota.RecountTable.Counted;
import dev.storeward.core.quota.RecountTable.Share;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * Counts a tenant's files one by one and corrects what is kept of them. Page by page, in one state
 * of the database and without a lock, so that it may take minutes; what is corrected is the
 * difference, so that uploads and deletes that run meanwhile are not overwritten. Safe for use by
 * several threads.
 */
final class Recount {
    private static final int PAGE = 10_000;
    private static final UUID NONE = new UUID(0, 0);

    /** Of different tenants on one node: each holds a connection and an old state for minutes. */
    private static final int AT_ONCE = 2;

    private final Tx tx;
    private final Semaphore permits;

    Recount(Tx tx) {
        this(tx, new Semaphore(AT_ONCE));
    }

    Recount(Tx tx, Semaphore permits) {
        this.tx = tx;
        this.permits = permits;
    }

    /** What is kept less what is there. */
    private record Drift(long charged, Map<UUID, Share> missing) {}

    /**
     * Counts, unless a count is under way, or this node counts for as many others as it may.
     *
     * @param always also when the last count was less than an hour ago
     */
    void ifDue(UUID tenantId, boolean always) {
        if (permits.tryAcquire()) {
            try {
                claimed(tenantId, always);
            } finally {
                permits.release();
            }
        }
    }

    private void claimed(UUID tenantId, boolean always) {
        Tx.Scope scope = tx.forTenant(tenantId);
        UUID claim = UUID.randomUUID();
        if (!scope.statement(sql -> RecountTable.claim(sql, tenantId, claim, always))) {
            return;
        }
        try {
            Drift drift = scope.transaction(sql -> drift(sql, tenantId));
            try (Turn _ = scope.turn()) {
                scope.run(sql -> correct(sql, tenantId, claim, drift));
            }
        } catch (RuntimeException | Error e) {
            release(scope, tenantId, claim, e);
            throw e;
        }
    }

    /** Where it fails, the claim ends by itself; what went wrong first is what is told. */
    private static void release(Tx.Scope scope, UUID tenantId, UUID claim, Throwable failure) {
        try {
            scope.run(sql -> RecountTable.release(sql, tenantId, claim));
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static Drift drift(Sql sql, UUID tenantId) {
        RecountTable.readOneState(sql);
        long used = UsageTable.find(sql, tenantId).usedBytes();
        Map<UUID, Share> missing = new HashMap<>();
        RecountTable.kept(sql, tenantId)
                .forEach(kept ->
                        add(missing, new Share(kept.locationId(), -kept.files(), -kept.bytes())));
        long bytes = 0;
        UUID after = NONE;
        List<Counted> page = RecountTable.page(sql, tenantId, after, PAGE);
        while (!page.isEmpty()) {
            for (Counted counted : page) {
                bytes += counted.share().bytes();
                after = counted.last();
                add(missing, counted.share());
            }
            page = RecountTable.page(sql, tenantId, after, PAGE);
        }
        // Files without an object lie nowhere.
        missing.remove(NONE);
        return new Drift(used - bytes, missing);
    }

    private static void add(Map<UUID, Share> missing, Share more) {
        missing.merge(
                more.locationId(),
                more,
                (a, b) -> new Share(a.locationId(), a.files() + b.files(), a.bytes() + b.bytes()));
    }

    private static void correct(Sql sql, UUID tenantId, UUID claim, Drift drift) {
        if (!RecountTable.counted(sql, tenantId, claim)) {
            return;
        }
        drift.missing().values().stream()
                .filter(missing -> missing.files() != 0 || missing.bytes() != 0)
                .forEach(missing -> RecountTable.correct(sql, tenantId, missing));
        if (drift.charged() != 0) {
            UsageTable.subtract(sql, tenantId, drift.charged());
        }
    }
}
