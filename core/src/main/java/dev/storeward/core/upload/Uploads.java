package dev.storeward.core.upload;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.idempotency.Idempotency;
import dev.storeward.core.object.ObjectIntent;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.placement.FileFacts;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.placement.UploadTarget;
import dev.storeward.core.upload.AddressClaim.Occupant;
import dev.storeward.core.upload.Settlement.Arrival;
import dev.storeward.core.upload.UploadLedger.Reserved;
import dev.storeward.core.upload.UploadLedger.Sent;
import dev.storeward.core.upload.body.AcceptedTypes;
import dev.storeward.core.upload.body.Admission;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.ChargedBody;
import dev.storeward.core.upload.body.DigestedStream;
import dev.storeward.core.upload.body.Head;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.body.PacedStream;
import dev.storeward.core.upload.body.PartPool;
import dev.storeward.core.upload.body.RunningCharge;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.request.UploadRequest.PlacementHint;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.core.upload.share.FairPermits.Permit;
import dev.storeward.store.StoreException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Takes files. The order is the promise: validate, look at the first bytes, charge and write the
 * intent, judge type and size, encrypt, write to the bucket, then make the file visible in one
 * statement. Whatever fails before that leaves no file, no charge, and an object row by which the
 * sweeper removes what may lie in the bucket. Safe for use by several threads.
 */
public final class Uploads {
    private final Placements placements;
    private final KeyRing keys;
    private final UploadLedger ledger;
    private final CategoryRules rules;
    private final InstantSource clock;
    private final UploadSender sender;
    private final Settlement settlement;
    private final UploadOnce once;
    private final Admission admission;
    private final PartPool pool;

    /** What an upload needs besides the services it calls. */
    public record UploadSettings(
            UploadLimits limits,
            AcceptedTypes types,
            InstantSource clock,
            Idempotency idempotency) {}

    public Uploads(
            Placements placements,
            Stores stores,
            KeyRing keys,
            UploadLedger ledger,
            UploadSettings settings) {
        this.placements = placements;
        this.keys = keys;
        this.ledger = ledger;
        this.settlement = ledger.settlement();
        UploadLimits limits = settings.limits();
        this.clock = settings.clock();
        this.rules = new CategoryRules(limits, settings.types());
        this.once = new UploadOnce(settings.idempotency());
        this.admission = new Admission(limits.admissionBytes());
        this.pool = new PartPool(limits.poolBytes(), UploadLimits.PART_BYTES);
        this.sender = new UploadSender(stores, new ObjectWriter(pool), ledger);
    }

    /** The room of this node, which uploads in several requests share. */
    public Admission admission() {
        return admission;
    }

    /** The memory of this node for parts of large objects. */
    public PartPool pool() {
        return pool;
    }

    /**
     * Stores one file.
     *
     * @throws ProblemException when the request is wrong, does not fit, its body breaks off, or the
     *     bucket fails; nothing of it is left then
     */
    public UploadedFile upload(Caller caller, UploadRequest request, UploadBody body) {
        return once.run(
                caller,
                request,
                alongside -> upload(caller, PromisedUpload.none(alongside), request, body));
    }

    /** As {@link #upload(Caller, UploadRequest, UploadBody)} for a file that was promised. */
    public UploadedFile upload(
            Caller caller, PromisedUpload promise, UploadRequest request, UploadBody body) {
        return receive(caller, promise, check(caller, promise, request), body);
    }

    /**
     * Stores one file at an address that its client chose. What is there stays until the new file
     * is visible, and is readable for a while after that by who reads it already.
     *
     * @throws ProblemException {@code PreconditionFailed} when the condition does not allow what is
     *     there, and as {@link #upload(Caller, UploadRequest, UploadBody)}
     */
    public UploadedFile put(Caller caller, PutRequest request, UploadBody body) {
        UUID tenantId = caller.requireTenant().id();
        @Nullable Occupant there = ledger.occupant(tenantId, request.address().value());
        Settlement.requireAllowed(request.condition(), there);
        rules.requireSize(Category.GENERAL, request.sizeEstimate().least());
        Wanted wanted =
                new Wanted(
                        NewFile.at(caller, request, there != null),
                        new AddressClaim.Chosen(request.condition(), there),
                        Category.GENERAL,
                        new byte[0],
                        PlacementHint.NONE,
                        request.contentType(),
                        request.sizeEstimate());
        return receive(caller, PromisedUpload.none(null), wanted, body);
    }

    private UploadedFile receive(
            Caller caller, PromisedUpload promise, Wanted wanted, UploadBody body) {
        InputStream paced =
                new PacedStream(body.stream(), clock, () -> takesTooMuch(wanted.user()));
        Head first = Head.begin(paced);
        try (Permit _ = admission.take(wanted.user())) {
            return store(caller, promise, Opening.of(wanted, first, paced, body, rules));
        }
    }

    /** Others wait for what uploads of this user hold beyond their share. */
    private boolean takesTooMuch(Claimant user) {
        return admission.presses(user) || pool.presses(user);
    }

    private UploadedFile store(Caller caller, PromisedUpload promise, Opening opening) {
        Wanted wanted = opening.wanted();
        ContentCipher cipher = keys.forWriting(wanted.file().tenantId(), wanted.file().contentId());
        FileFacts facts = opening.facts();
        // Asked for after the client was waited for: the place may have changed meanwhile.
        Reserved reserved =
                ledger.reserve(
                        wanted.file(),
                        new ObjectTable.Protection(ContentCipher.FORMAT, cipher.keyId()),
                        opening.estimate(),
                        () -> sender.awake(target(caller, promise, wanted, facts)));
        ObjectIntent intent = reserved.intent();
        boolean sent = false;
        try {
            rules.requireSize(wanted.category(), opening.head().length());
            rules.requireTaken(wanted.category(), opening.found(), opening.head());
            DigestedStream plain = new DigestedStream(opening.whole(), Sha256.begin());
            ChargedBody charged = new ChargedBody(plain, charge(reserved, wanted.category()));
            StoredForm stored;
            try (Permit _ = admission.send(intent.locationId(), intent.tenantId())) {
                Attendance client = new Attendance(opening.body());
                ObjectWriter.Target where = sender.target(reserved, wanted.user(), client);
                sent = true;
                stored = sender.send(where, cipher, charged, opening.head(), client);
            }
            return settle(wanted, promise, reserved, proven(opening, plain, reserved, stored));
        } catch (StoreException e) {
            ledger.giveUp(intent, sent ? UploadSender.sent(e.code()) : Sent.NOTHING);
            throw UploadSender.unstored(e);
        } catch (RuntimeException | Error e) {
            ledger.giveUp(intent, sent ? Sent.SOMETHING : Sent.NOTHING);
            throw e;
        }
    }

    private UploadedFile settle(
            Wanted wanted, PromisedUpload promise, Reserved reserved, Arrival arrival) {
        LongFunction<UploadedFile> answer =
                number ->
                        wanted.file()
                                .uploaded(
                                        arrival.file(),
                                        reserved.intent(),
                                        reserved.target(),
                                        number);
        return switch (wanted.claim()) {
            case AddressClaim.Unique _ -> settlement.settle(arrival, answer, promise);
            case AddressClaim.Chosen chosen -> answer.apply(settlement.settle(arrival, chosen));
        };
    }

    private Wanted check(Caller caller, PromisedUpload promise, UploadRequest request) {
        Category category = UploadChecks.category(request.category(), Category.DATA_SOURCE);
        byte[] sha256 = UploadChecks.sha256(request.sha256());
        PlacementHint sent = request.place();
        PlacementHint place =
                new PlacementHint(sent.storageKey(), Placements.region("region", sent.region()));
        NewFile file = NewFile.of(caller, promise.fileId(), request, clock.instant());
        rules.requireSize(category, request.sizeEstimate().least());
        return new Wanted(
                file,
                new AddressClaim.Unique(),
                category,
                sha256,
                place,
                "",
                request.sizeEstimate());
    }

    private RunningCharge charge(Reserved reserved, Category category) {
        return new RunningCharge(
                ledger.charge(reserved), reserved.bytes(), rules.maxBytes(category), clock);
    }

    /** The file, now that all its bytes were read and are what was announced. */
    private Arrival proven(
            Opening opening, DigestedStream plain, Reserved reserved, StoredForm stored) {
        Wanted wanted = opening.wanted();
        byte[] sha256 = plain.digest();
        UploadChecks.requireDigest(wanted.sha256(), sha256);
        Category category =
                UploadChecks.category(opening.body().trailingCategory(), wanted.category());
        if (category != wanted.category()) {
            // One that came after the bytes is held to the same rules as one before them.
            rules.requireSize(category, plain.count());
            rules.requireTaken(category, opening.found(), opening.head());
        }
        UploadBody.Kept kept = opening.body().kept();
        StoredFile file =
                wanted.file()
                        .stored(
                                opening.type(),
                                category,
                                plain.count(),
                                sha256,
                                kept.md5(),
                                Instant.EPOCH);
        return new Arrival(
                reserved.intent(), reserved.authority(), stored, file, kept.properties());
    }

    private UploadTarget target(
            Caller caller, PromisedUpload promise, Wanted wanted, FileFacts facts) {
        UUID backendId = promise.backendId();
        return backendId == null
                ? placements.target(caller, wanted.place().storageKey(), facts)
                : placements.targetOn(caller, backendId);
    }
}
