package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.backend.BackendProblems;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.placement.UploadTarget;
import dev.storeward.core.upload.UploadLedger.Sent;
import dev.storeward.core.upload.body.ChargedBody;
import dev.storeward.core.upload.body.Head;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.util.Map;

/** Sends the bytes of an upload to where they go, and says what a failure of that means. */
final class UploadSender {
    private final Stores stores;
    private final ObjectWriter writer;
    private final UploadLedger ledger;

    UploadSender(Stores stores, ObjectWriter writer, UploadLedger ledger) {
        this.stores = stores;
        this.writer = writer;
        this.ledger = ledger;
    }

    /**
     * Passes a place that answers; one that does not is refused before anything is charged for it.
     *
     * @throws ProblemException {@code Unavailable}
     */
    UploadTarget awake(UploadTarget target) {
        try {
            stores.requireAwake(target.access());
            return target;
        } catch (StoreException e) {
            throw unstored(e);
        }
    }

    /** Where the bytes of a reserved upload go. */
    ObjectWriter.Target target(UploadLedger.Reserved reserved, Claimant user, Attendance client) {
        ObjectIntent intent = reserved.intent();
        ObjectStore store =
                stores.openForRequest(reserved.target().access(), reserved.target().bucket());
        PutOptions options =
                new PutOptions(
                        store.capabilities().conditionalPut(),
                        "application/octet-stream",
                        Map.of(PutOptions.WRITER, intent.id().toString()));
        return new ObjectWriter.Target(
                store,
                intent.key(),
                options,
                user,
                id -> client.undisturbed(() -> ledger.keepMultipartId(intent, id)));
    }

    /**
     * Reads a body to its end and writes it, while its client is there.
     *
     * @throws ProblemException when the body is to blame
     * @throws StoreException when the store is, or the client has gone
     */
    StoredForm send(
            ObjectWriter.Target where,
            ContentCipher cipher,
            ChargedBody plain,
            Head head,
            Attendance client) {
        try (Attendance.Watch _ = client.begin()) {
            return writer.write(where, cipher, client.over(plain), head.knownSize());
        } catch (IOException | RuntimeException e) {
            ProblemException ofBody = plain.problem();
            if (ofBody != null) {
                throw ofBody;
            }
            if (client.left()) {
                throw new AbandonedException(e);
            }
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new StoreException(
                    StoreException.Code.UNKNOWN, "The bytes could not be encrypted.", e);
        }
    }

    static ProblemException unstored(StoreException e) {
        if (e instanceof AbandonedException) {
            return new Problem.Incomplete(String.valueOf(e.getMessage())).asException(e);
        }
        return BackendProblems.of(e, "The file could not be stored.").asException(e);
    }

    /** What may lie in the bucket after this failure. */
    static Sent sent(StoreException.Code code) {
        return switch (code) {
            case UNREACHABLE -> Sent.TO_A_SILENT_BUCKET;
            // What took the key may be what an earlier attempt sent: the sweeper finds out.
            case ALREADY_EXISTS,
                    NOT_FOUND,
                    BUCKET_NOT_FOUND,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    INVALID,
                    ARCHIVED,
                    RETAINED,
                    CORRUPT,
                    THROTTLED,
                    FULL,
                    UNKNOWN ->
                    Sent.SOMETHING;
        };
    }
}
