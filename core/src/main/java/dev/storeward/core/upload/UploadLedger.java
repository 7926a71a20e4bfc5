package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.placement.UploadTarget;
import dev.storeward.core.quota.Quotas;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database's side of an upload: the intent and its charge, the settling, the giving up. */
public final class UploadLedger {
    private static final Logger LOG = LoggerFactory.getLogger(UploadLedger.class);

    /** Content in 64 KiB segments of AES-256-GCM, as {@code core.crypto} writes them. */
    private static final int FORMAT = 1;

    private static final int SETTLE_TRIES = 5;
    private static final Duration SETTLE_PAUSE = Duration.ofMillis(500);

    private final Tx tx;
    private final Quotas quotas;
    private final Sweeper sweeper;
    private final UUID nodeId;

    public UploadLedger(Tx tx, Quotas quotas, Sweeper sweeper, UUID nodeId) {
        this.tx = tx;
        this.quotas = quotas;
        this.sweeper = sweeper;
        this.nodeId = nodeId;
    }

    /**
     * Charges the tenant and commits the intent; when this returns, both are on disk.
     *
     * @throws dev.storeward.core.ProblemException {@code QuotaExceeded}
     */
    ObjectIntent reserve(NewFile file, UploadTarget target, String keyId, long bytes) {
        ObjectIntent intent =
                new ObjectIntent(
                        file.tenantId(),
                        Ids.next(),
                        file.contentId(),
                        target.locationId(),
                        file.keyAt(target),
                        UUID.randomUUID());
        boolean reserved =
                tx.forTenant(file.tenantId())
                        .statement(
                                sql -> {
                                    boolean fits =
                                            ObjectTable.reserve(
                                                    sql,
                                                    intent,
                                                    new ObjectTable.Protection(FORMAT, keyId),
                                                    bytes,
                                                    nodeId);
                                    if (fits) {
                                        Quotas.barrier(sql);
                                    }
                                    return fits;
                                });
        if (!reserved) {
            throw quotas.exceeded(file.tenantId()).asException();
        }
        return intent;
    }

    ChargedBody.Charge charge(ObjectIntent intent) {
        return new ChargedBody.Charge() {
            @Override
            public boolean extend(long bytes) {
                return tx.forTenant(intent.tenantId())
                        .statement(sql -> ObjectTable.extend(sql, intent, bytes));
            }

            @Override
            public boolean renew() {
                return tx.forTenant(intent.tenantId())
                        .statement(sql -> ObjectTable.renew(sql, intent));
            }

            @Override
            public Problem exceeded() {
                return quotas.exceeded(intent.tenantId());
            }
        };
    }

    void keepMultipartId(ObjectIntent intent, String multipartId) {
        requireOurs(
                tx.forTenant(intent.tenantId())
                        .statement(sql -> ObjectTable.keepMultipartId(sql, intent, multipartId)));
    }

    /**
     * Makes the file visible. A commit whose answer was lost is tried again: the compare-and-set then finds either the
     * intent or the file.
     */
    long settle(ObjectIntent intent, StoredForm stored, StoredFile file) {
        DatabaseException last = null;
        for (int attempt = 0; attempt < SETTLE_TRIES; attempt++) {
            try {
                Optional<Long> number =
                        tx.forTenant(intent.tenantId())
                                .statement(
                                        sql -> {
                                            var settled =
                                                    UploadTable.settle(sql, intent, stored, file);
                                            return settled.isPresent()
                                                    ? settled
                                                    : UploadTable.settledNumber(sql, file);
                                        });
                requireOurs(number.isPresent());
                return number.orElseThrow();
            } catch (DatabaseException e) {
                if (e.kind() != DatabaseException.Kind.UNAVAILABLE) {
                    throw e;
                }
                last = e;
                pause();
            }
        }
        throw new Problem.Unavailable(
                        "The database went away before the file could be recorded. Nothing is stored unless GET /files shows it.",
                        10)
                .asException(java.util.Objects.requireNonNull(last));
    }

    private static void requireOurs(boolean ours) {
        if (!ours) {
            throw new Problem.Unavailable(
                            "The upload was given up because its server was taken for dead. Send it again.",
                            1)
                    .asException();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(SETTLE_PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes back an intent and its charge, and removes from the bucket what may lie there. Never throws: what cannot be
     * done now is done by the sweeper when the intent's lease or this node has ended.
     *
     * @param sent whether a byte may have left for the bucket
     */
    void giveUp(ObjectIntent intent, boolean sent) {
        try {
            if (!sent) {
                tx.forTenant(intent.tenantId()).run(sql -> ObjectTable.forget(sql, intent));
                return;
            }
            tx.forTenant(intent.tenantId()).run(sql -> ObjectTable.abort(sql, intent));
            sweeper.sweep(intent.tenantId(), intent.id());
        } catch (RuntimeException e) {
            LOG.warn(
                    "An upload's object {} is left to the sweeper: {}", intent.id(), e.getMessage());
        }
    }
}
