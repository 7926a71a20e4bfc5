package dev.storeward.core.upload;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.placement.FileFacts;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.placement.UploadTarget;
import dev.storeward.core.upload.AddressClaim.Occupant;
import dev.storeward.core.upload.UploadLedger.Reserved;
import dev.storeward.core.upload.UploadLedger.Sent;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.store.StoreException;
import java.time.Instant;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What an upload in several requests has in common with one in a single request: its address, its
 * place with the row and the charge, and the statement that makes its file visible. Safe for use by
 * several threads.
 */
public final class SessionSteps {
    private final Placements placements;
    private final Stores stores;
    private final KeyRing keys;
    private final UploadLedger ledger;

    public SessionSteps(Placements placements, Stores stores, KeyRing keys, UploadLedger ledger) {
        this.placements = placements;
        this.stores = stores;
        this.keys = keys;
        this.ledger = ledger;
    }

    /** What a file is to be called. */
    public record Named(UUID fileId, String address, String name, PlacementHint place) {}

    /** A file's object that is about to be written, with the row and a charge of nothing. */
    public record Begun(ObjectIntent intent, UploadTarget target, Named named) {}

    /**
     * The category that a client named.
     *
     * @param sent wire name; empty for the usual one
     * @throws ProblemException {@code Invalid}
     */
    public static Category category(String sent) {
        return UploadChecks.category(sent, Category.DATA_SOURCE);
    }

    /** A name for a file at an address that its client chose. */
    public Named chosen(Address address, String name) {
        return new Named(Ids.next(), address.value(), name, PlacementHint.NONE);
    }

    /**
     * A name that nobody else has, made as for an upload in one request.
     *
     * @throws ProblemException {@code Invalid}
     */
    public Named unique(Caller caller, UploadRequest request, Instant now) {
        NewFile file = NewFile.of(caller, Ids.next(), request, now);
        PlacementHint sent = request.place();
        return new Named(
                file.id(),
                file.address(),
                file.name(),
                new PlacementHint(sent.storageKey(), Placements.region("region", sent.region())));
    }

    /** Writes the row of an object in pieces where files with these facts go now. */
    public Begun begin(Caller caller, Named named, FileFacts facts) {
        NewFile file =
                new NewFile(
                        caller.requireTenant(),
                        Authority.of(caller),
                        named.fileId(),
                        UUID.randomUUID(),
                        named.name(),
                        named.address(),
                        there(caller, named.address()) != null);
        String keyId = keys.forWriting(file.tenantId(), file.contentId()).keyId();
        Reserved reserved =
                ledger.reserve(
                        file,
                        new ObjectTable.Protection(Pieces.FORMAT, keyId),
                        SizeEstimate.exact(0),
                        () -> awake(placements.target(caller, named.place().storageKey(), facts)));
        return new Begun(reserved.intent(), reserved.target(), named);
    }

    private UploadTarget awake(UploadTarget target) {
        try {
            stores.requireAwake(target.access());
            return target;
        } catch (StoreException e) {
            throw UploadSender.unstored(e);
        }
    }

    /** The file at an address; null when there is none. */
    public @Nullable StoredFile there(Caller caller, String address) {
        Occupant occupant = ledger.occupant(caller.requireTenant().id(), address);
        return occupant == null ? null : occupant.file();
    }

    /** Keeps the id of a multipart upload before its first part. */
    public void keepMultipartId(ObjectIntent intent, String id) {
        ledger.keepMultipartId(intent, id);
    }

    /** Takes back an object's row, and what may lie in its bucket; never throws. */
    public void giveUp(ObjectIntent intent) {
        ledger.giveUp(intent, Sent.SOMETHING);
    }

    /** What a failure of a bucket means for who uploads. */
    public static ProblemException unstored(StoreException e) {
        return UploadSender.unstored(e);
    }

    /** What it means that a client did not wait for a bucket. */
    public static StoreException abandoned(Throwable cause) {
        return new AbandonedException(cause);
    }

    /**
     * Passes what may be replaced.
     *
     * @throws ProblemException {@code PreconditionFailed}
     */
    public static void requireAllowed(PutCondition condition, @Nullable StoredFile there) {
        Settlement.requireAllowed(
                condition, there == null ? null : new Occupant(there, there.contentId()));
    }

    /**
     * Makes the file visible under its address, in the place of what is there.
     *
     * @param alongside committed with it, or neither is
     * @return with the number and the time it has now
     * @throws ProblemException {@code PreconditionFailed}; {@code Unauthorized}; {@code
     *     Unavailable} when it is not known whether it was done, or the object is no longer ours
     */
    public StoredFile settle(
            Caller caller,
            ObjectIntent intent,
            StoredForm stored,
            StoredFile file,
            FileProperties properties,
            PutCondition condition,
            Consumer<Sql> alongside) {
        Settlement.Arrival arrival =
                new Settlement.Arrival(intent, Authority.of(caller), stored, file, properties);
        AddressClaim.Chosen claim =
                new AddressClaim.Chosen(
                        condition, ledger.occupant(file.tenantId(), file.address()));
        ledger.settlement().settle(arrival, claim, alongside);
        return ledger.settled(file);
    }
}
