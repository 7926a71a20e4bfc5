package dev.storeward.core.upload;

import dev.storeward.core.Problem;
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
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.placement.FileFacts;
import dev.storeward.core.placement.Placements;
import dev.storeward.core.placement.UploadTarget;
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
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.core.upload.share.FairPermits.Permit;
import dev.storeward.store.StoreException;
import java.io.InputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Takes files. The order is the promise: validate, look at the first bytes, charge and write the
 * intent, judge type and size, encrypt, write to the bucket, then make the file visible in one
 * statement. Whatever fails before that leaves no file, no charge, and an object row by which the
 * sweeper removes what may lie in the bucket. Safe for use by several threads.
 */
public final class Uploads {
    private static final int RESERVE_TRIES = 3;

    private final Placements placements;
    private final KeyRing keys;
    private final UploadLedger ledger;
    private final CategoryRules rules;
    private final InstantSource clock;
    private final UploadSender sender;
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
        UploadLimits limits = settings.limits();
        this.clock = settings.clock();
        this.rules = new CategoryRules(limits, settings.types());
        this.once = new UploadOnce(settings.idempotency());
        this.admission = new Admission(limits.admissionBytes());
        this.pool = new PartPool(limits.poolBytes(), UploadLimits.PART_BYTES);
        this.sender = new UploadSender(stores, new ObjectWriter(pool), ledger);
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
        Wanted wanted = check(caller, promise, request);
        InputStream paced =
                new PacedStream(body.stream(), clock, () -> takesTooMuch(wanted.user()));
        Head first = Head.begin(paced);
        try (Permit _ = admission.take(wanted.user())) {
            return store(caller, promise, request, wanted, look(request, first, paced, body));
        }
    }

    /** Others wait for what uploads of this user hold beyond their share. */
    private boolean takesTooMuch(Claimant user) {
        return admission.presses(user) || pool.presses(user);
    }

    private UploadedFile store(
            Caller caller,
            PromisedUpload promise,
            UploadRequest request,
            Wanted wanted,
            Opening opening) {
        ContentCipher cipher = keys.forWriting(wanted.file().tenantId(), wanted.file().contentId());
        FileFacts facts = facts(request, wanted, opening);
        // Asked for after the client was waited for: the place may have changed meanwhile.
        UploadLedger.Reserved reserved =
                reserve(
                        wanted.file(),
                        cipher.keyId(),
                        opening.estimate(),
                        () -> sender.awake(target(caller, promise, request, facts)));
        ObjectIntent intent = reserved.intent();
        boolean sent = false;
        try {
            rules.requireSize(wanted.category(), opening.head().length());
            rules.requireTaken(wanted.category(), opening.type(), opening.head());
            DigestedStream plain = new DigestedStream(opening.whole(), Sha256.begin());
            ChargedBody charged = new ChargedBody(plain, charge(reserved, wanted.category()));
            StoredForm stored;
            try (Permit _ = admission.send(intent.locationId(), intent.tenantId())) {
                Attendance client = new Attendance(opening.body());
                ObjectWriter.Target where = sender.target(reserved, wanted.user(), client);
                sent = true;
                stored = sender.send(where, cipher, charged, opening.head(), client);
            }
            StoredFile file = proven(wanted, opening, plain);
            return ledger.settle(
                    reserved,
                    stored,
                    file,
                    number -> wanted.file().uploaded(file, intent, reserved.target(), number),
                    promise);
        } catch (StoreException e) {
            ledger.giveUp(intent, sent ? UploadSender.sent(e.code()) : Sent.NOTHING);
            throw UploadSender.unstored(e);
        } catch (RuntimeException | Error e) {
            ledger.giveUp(intent, sent ? Sent.SOMETHING : Sent.NOTHING);
            throw e;
        }
    }

    /** What a request wants, as far as it can be checked before its bytes come. */
    private record Wanted(NewFile file, Category category, byte[] sha256, String region) {
        Claimant user() {
            return new Claimant(file.tenantId(), file.userId());
        }
    }

    private Wanted check(Caller caller, PromisedUpload promise, UploadRequest request) {
        Category category = UploadChecks.category(request.category(), Category.DATA_SOURCE);
        byte[] sha256 = UploadChecks.sha256(request.sha256());
        String region = Placements.region("region", request.place().region());
        NewFile file = NewFile.of(caller, promise.fileId(), request, clock.instant());
        rules.requireSize(category, request.sizeEstimate().least());
        return new Wanted(file, category, sha256, region);
    }

    /** What the first bytes of a body told. */
    private record Opening(
            Head head, InputStream rest, String type, SizeEstimate estimate, UploadBody body) {
        InputStream whole() {
            return head.followedBy(rest);
        }
    }

    private Opening look(UploadRequest request, Head first, InputStream paced, UploadBody body) {
        Head head = first.goOn(paced);
        return new Opening(
                head,
                paced,
                rules.type(head, request.fileName()),
                head.estimate(request.sizeEstimate()),
                body);
    }

    private static FileFacts facts(UploadRequest request, Wanted wanted, Opening opening) {
        return new FileFacts(
                opening.head().size(request.sizeEstimate()),
                opening.estimate().least(),
                opening.type(),
                wanted.category(),
                wanted.region());
    }

    private RunningCharge charge(UploadLedger.Reserved reserved, Category category) {
        return new RunningCharge(
                ledger.charge(reserved), reserved.bytes(), rules.maxBytes(category), clock);
    }

    /** The file, now that all its bytes were read and are what was announced. */
    private StoredFile proven(Wanted wanted, Opening opening, DigestedStream plain) {
        byte[] sha256 = plain.digest();
        UploadChecks.requireDigest(wanted.sha256(), sha256);
        Category category =
                UploadChecks.category(opening.body().trailingCategory(), wanted.category());
        if (category != wanted.category()) {
            // One that came after the bytes is held to the same rules as one before them.
            rules.requireSize(category, plain.count());
            rules.requireTaken(category, opening.type(), opening.head());
        }
        return wanted.file().stored(opening.type(), category, plain.count(), sha256, Instant.EPOCH);
    }

    private UploadLedger.Reserved reserve(
            NewFile named, String keyId, SizeEstimate estimate, Supplier<UploadTarget> target) {
        for (int attempt = 0; attempt < RESERVE_TRIES; attempt++) {
            Optional<UploadLedger.Reserved> reserved =
                    ledger.reserve(named, target.get(), keyId, estimate);
            if (reserved.isPresent()) {
                return reserved.get();
            }
        }
        throw new Problem.Unavailable(
                        "The place of new files is being changed over and over. Send the file again.",
                        1)
                .asException();
    }

    private UploadTarget target(
            Caller caller, PromisedUpload promise, UploadRequest request, FileFacts facts) {
        UUID backendId = promise.backendId();
        return backendId == null
                ? placements.target(caller, request.place().storageKey(), facts)
                : placements.targetOn(caller, backendId);
    }
}
