package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.AuthorityTable;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.core.job.RetryLater;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.object.Sweeper;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the parts of the work on sessions share.
 *
 * @param lifetime of a session that is not completed
 */
public record SessionGround(
        Tx tx,
        Stores stores,
        Reaches reaches,
        KeyRing keys,
        Quotas quotas,
        Sweeper sweeper,
        SessionSteps steps,
        RetryLater retryLater,
        UUID nodeId,
        Duration lifetime) {
    private static final Logger LOG = LoggerFactory.getLogger(SessionGround.class);

    /**
     * How long a session that has ended is known, so that what is asked again is answered alike.
     */
    static final Duration KEPT = Duration.ofDays(7);

    /**
     * A session of the caller's own.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}
     */
    HeldSession own(Caller caller, UUID id) {
        UUID tenantId = caller.requireTenant().id();
        return tx.forTenant(tenantId)
                .statement(sql -> SessionTable.find(sql, tenantId, id))
                .filter(held -> held.session().userId().equals(caller.userId()))
                .orElseThrow(() -> unknown().asException());
    }

    /**
     * A session of the caller's own whose bucket is this installation's to write to.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code Unavailable} in a copy
     *     of the database, for what was begun before it
     */
    HeldSession writable(Caller caller, UUID id) {
        HeldSession held = own(caller, id);
        if (held.ofAnother()) {
            throw new Problem.Unavailable(
                            "This upload was begun before the database was copied, and may go on in"
                                    + " the original only. Begin it again.",
                            60)
                    .asException();
        }
        return held;
    }

    /** Removes an object at once, if it is doomed; never throws. */
    void sweep(UUID tenantId, UUID objectId) {
        try {
            sweeper.sweep(tenantId, objectId);
        } catch (RuntimeException e) {
            if (!DatabaseLog.took(e)) {
                RepeatedLog.ofThisProcess()
                        .warn(LOG, "piece", "A piece is left to the next sweep: " + e.getMessage());
            }
        }
    }

    /**
     * Has an object looked for once more to whose key bytes were sent that nobody waits for: they
     * may have come when its row was purged already.
     */
    void cameLate(UUID tenantId, UUID objectId) {
        retryLater.nowOrLater(() ->
                tx.forTenant(tenantId).run(sql -> ObjectTable.cameLate(sql, tenantId, objectId)));
        sweep(tenantId, objectId);
    }

    /**
     * Passes whose right stands.
     *
     * @throws dev.storeward.core.ProblemException {@code Unauthorized}
     */
    static void requireAuthority(Sql sql, Authority authority) {
        if (!AuthorityTable.stands(sql, authority)) {
            throw new Problem.Unauthorized(
                            "The API key of this upload was revoked or has expired, or its user was"
                                    + " disabled.")
                    .asException();
        }
    }

    static Problem unknown() {
        return new Problem.NotFound(
                "There is no such upload, or it was completed, aborted, or has expired.");
    }

    ContentCipher cipher(HeldSession held) {
        ObjectIntent intent = held.intent();
        return keys.forReading(intent.tenantId(), intent.contentId(), held.keyId());
    }

    /**
     * Whether a bucket has forgotten its own upload that a session's pieces are parts of, as rules
     * of buckets may have it: none of them is there any more.
     */
    static boolean isForgotten(HeldSession held, StoreException failure) {
        return held.multipartId() != null && failure.reason() == StoreException.Reason.UPLOAD_GONE;
    }

    /** The bucket that a session's bytes go to. */
    ObjectStore store(HeldSession held) {
        ObjectIntent intent = held.intent();
        Reach reach = reaches.of(intent.tenantId(), intent.locationId(), held.reachVersion());
        return stores.openForRequest(reach.access(), reach.bucket());
    }

    /**
     * The bucket's own uploads, where a piece can be a part of one: its parts must be known again
     * when they are put together, as two servers may have sent the same one.
     */
    static Optional<MultipartUploads> parts(ObjectStore store) {
        return store.multipart().filter(MultipartUploads::comparesTags);
    }

    static PutOptions options(ObjectStore store, UUID objectId) {
        return new PutOptions(
                store.capabilities().conditionalPut(),
                "application/octet-stream",
                Map.of(PutOptions.WRITER, objectId.toString()));
    }
}
