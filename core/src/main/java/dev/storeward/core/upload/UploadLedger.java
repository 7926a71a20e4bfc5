package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Authority;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.AddressTable;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.placement.UploadTarget;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.body.RunningCharge;
import dev.storeward.core.upload.body.SizeEstimate;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The database's side of an upload: the intent and its charge, the settling, the giving up. */
public final class UploadLedger {
    private static final Logger LOG = LoggerFactory.getLogger(UploadLedger.class);

    private static final int RESERVE_TRIES = 3;

    private final Tx tx;
    private final PatientWork work;
    private final Quotas quotas;
    private final Sweeper sweeper;
    private final UUID nodeId;
    private final RetryLater retryLater;

    public UploadLedger(Tx tx, Quotas quotas, Sweeper sweeper, UUID nodeId, RetryLater retryLater) {
        this.retryLater = retryLater;
        this.tx = tx;
        this.work = new PatientWork(tx);
        this.quotas = quotas;
        this.sweeper = sweeper;
        this.nodeId = nodeId;
    }

    /** An intent, the place it is for, what it was charged with, and by whose authority. */
    record Reserved(ObjectIntent intent, UploadTarget target, long bytes, Authority authority) {}

    /**
     * As often as its key turns out to be taken, or its place to have moved.
     *
     * @param target where it goes, asked for again each time
     * @throws dev.storeward.core.ProblemException {@code QuotaExceeded}; {@code Unavailable}
     */
    Reserved reserve(
            NewFile named,
            ObjectTable.Protection protection,
            SizeEstimate estimate,
            Supplier<UploadTarget> target) {
        NewFile file = named;
        for (int attempt = 0; attempt < RESERVE_TRIES; attempt++) {
            try {
                Optional<Reserved> reserved = reserve(file, target.get(), protection, estimate);
                if (reserved.isPresent()) {
                    return reserved.get();
                }
            } catch (DatabaseException e) {
                if (e.kind() != DatabaseException.Kind.DUPLICATE) {
                    throw e;
                }
                file = file.underOtherKey();
            }
        }
        throw new Problem.Unavailable(
                        "The place of new files is being changed over and over. Send the file again.",
                        1)
                .asException();
    }

    /**
     * Charges the tenant and commits the intent; when this returns, both are on disk.
     *
     * @return empty when the placement was changed since the target was read; nothing was charged
     *     then
     * @throws dev.storeward.core.ProblemException {@code QuotaExceeded}
     */
    private Optional<Reserved> reserve(
            NewFile file,
            UploadTarget target,
            ObjectTable.Protection protection,
            SizeEstimate estimate) {
        UUID objectId = Ids.next();
        ObjectIntent intent =
                new ObjectIntent(
                        file.tenantId(),
                        objectId,
                        file.contentId(),
                        target.locationId(),
                        file.keyAt(target, objectId),
                        UUID.randomUUID());
        if (reserve(intent, protection, target, file.userId(), estimate.likely())) {
            return Optional.of(new Reserved(intent, target, estimate.likely(), file.authority()));
        }
        if (estimate.least() < estimate.likely()
                && reserve(intent, protection, target, file.userId(), estimate.least())) {
            return Optional.of(new Reserved(intent, target, estimate.least(), file.authority()));
        }
        ObjectTable.Standing standing =
                tx.forTenant(intent.tenantId())
                        .statement(sql ->
                                ObjectTable.standing(sql, intent.tenantId(), target.place()));
        return switch (standing) {
            case STANDS -> throw quotas.exceeded(intent.tenantId()).asException();
            case PLACEMENT_MOVED -> Optional.empty();
            case BACKEND_GONE ->
                    throw new Problem.Unavailable(
                                    "The backend was removed while the file arrived. Send it again.",
                                    1)
                            .asException();
        };
    }

    private boolean reserve(
            ObjectIntent intent,
            ObjectTable.Protection protection,
            UploadTarget target,
            UUID userId,
            long bytes) {
        ObjectTable.Reservation reservation =
                new ObjectTable.Reservation(
                        intent, protection, target.place(), bytes, userId, nodeId);
        Tx.Scope scope = tx.forTenant(intent.tenantId());
        try (Turn turn = scope.turn()) {
            return scope.statement(sql -> {
                boolean fits = ObjectTable.reserve(sql, reservation);
                turn.end();
                if (fits) {
                    Quotas.barrier(sql);
                }
                return fits;
            });
        } catch (DatabaseException e) {
            if (e.kind() != DatabaseException.Kind.BUSY) {
                // It may have been committed all the same.
                giveUp(intent, Sent.NOTHING);
            }
            throw e;
        }
    }

    RunningCharge.Ledger charge(Reserved reserved) {
        return new ChargeOfIntent(work, quotas, reserved.intent(), reserved.authority());
    }

    void keepMultipartId(ObjectIntent intent, String multipartId) {
        requireOurs(
                tx.forTenant(intent.tenantId())
                        .statement(sql -> ObjectTable.keepMultipartId(sql, intent, multipartId)));
    }

    Settlement settlement() {
        return new Settlement(work);
    }

    /**
     * Who has an address that a client chose.
     *
     * @return null when nobody has
     */
    AddressClaim.@Nullable Occupant occupant(UUID tenantId, String address) {
        return tx.forTenant(tenantId)
                .statement(sql -> UploadTable.occupant(sql, tenantId, address))
                .orElse(null);
    }

    /** A file that was settled a moment ago, with what the settling decided. */
    StoredFile settled(StoredFile file) {
        return tx.forTenant(file.tenantId())
                .statement(sql -> AddressTable.byId(sql, file.tenantId(), file.id()))
                .orElse(file);
    }

    private static void requireOurs(boolean ours) {
        if (!ours) {
            throw lost();
        }
    }

    /** The refusal of an upload that was taken back while it ran. */
    static RuntimeException lost() {
        return new Problem.Unavailable(
                        "The upload was given up because its server was taken for dead. Send it again.",
                        1)
                .asException();
    }

    /**
     * Takes back an intent and its charge, and removes from the bucket what may lie there. Never
     * throws: what cannot be done now is done by the sweeper when the intent's lease or this node
     * has ended.
     */
    void giveUp(ObjectIntent intent, Sent sent) {
        switch (sent) {
            case NOTHING -> owed(intent, ObjectTable::forget);
            case TO_A_SILENT_BUCKET -> owed(intent, ObjectTable::abort);
            case SOMETHING -> {
                owed(intent, ObjectTable::abort);
                sweepNow(intent);
            }
        }
    }

    private void owed(ObjectIntent intent, BiConsumer<Sql, ObjectIntent> refund) {
        retryLater.nowOrLater(() ->
                work.inTurn(
                        intent.tenantId(),
                        scope ->
                                scope.statement(sql -> {
                                    refund.accept(sql, intent);
                                    return true;
                                })));
    }

    private void sweepNow(ObjectIntent intent) {
        try {
            sweeper.sweep(intent.tenantId(), intent.id());
        } catch (RuntimeException e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(
                                LOG,
                                "sweep",
                                "An object is left to the next sweep: " + e.getMessage());
            }
        }
    }

    /** What may have left for the bucket. */
    enum Sent {
        NOTHING,
        /** Its removal is not tried at once: the client would wait for the bucket twice. */
        TO_A_SILENT_BUCKET,
        SOMETHING
    }
}
