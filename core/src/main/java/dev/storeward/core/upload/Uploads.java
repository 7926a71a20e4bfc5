package dev.storeward.core.upload;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.BackendProblems;
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
import dev.storeward.core.upload.body.ChargedBody;
import dev.storeward.core.upload.body.Head;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.body.PacedStream;
import dev.storeward.core.upload.body.PartPool;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.body.TypeSniffer;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Takes files. The order is the promise: validate, charge and write the intent, look at the bytes,
 * encrypt, write to the bucket, then make the file visible in one statement. Whatever fails before
 * that leaves no file, no charge, and an object row by which the sweeper removes what may lie in
 * the bucket. Safe for use by several threads.
 */
public final class Uploads {
    private static final int RESERVE_TRIES = 3;

    private final Placements placements;
    private final Stores stores;
    private final KeyRing keys;
    private final UploadLedger ledger;
    private final UploadLimits limits;
    private final InstantSource clock;
    private final ObjectWriter writer;
    private final UploadOnce once;
    private final Admission admission;
    private final TypeSniffer sniffer;

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
        this.stores = stores;
        this.keys = keys;
        this.ledger = ledger;
        this.limits = settings.limits();
        this.clock = settings.clock();
        this.sniffer = new TypeSniffer(settings.types());
        this.once = new UploadOnce(settings.idempotency());
        this.admission = new Admission(limits.admissionBytes());
        this.writer = new ObjectWriter(new PartPool(limits.poolBytes(), UploadLimits.PART_BYTES));
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
                alongside -> upload(caller, ReservedUpload.none(alongside), request, body));
    }

    /** As {@link #upload(Caller, UploadRequest, UploadBody)} for a file that was promised. */
    public UploadedFile upload(
            Caller caller, ReservedUpload promise, UploadRequest request, UploadBody body) {
        try (Admission.Place _ = admission.take()) {
            return store(caller, promise, request, body);
        }
    }

    private UploadedFile store(
            Caller caller, ReservedUpload promise, UploadRequest request, UploadBody body) {
        Category declared = UploadChecks.category(request.category(), Category.DATA_SOURCE);
        byte[] expected = UploadChecks.sha256(request.sha256());
        String region = Placements.region("region", request.place().region());
        NewFile named = NewFile.of(caller, promise.fileId(), request, clock.instant());
        if (request.sizeEstimate().least() > maxBytes(declared)) {
            throw ChargedBody.tooLarge(maxBytes(declared)).asException();
        }
        ContentCipher cipher = keys.forWriting(named.tenantId(), named.contentId());
        InputStream paced = new PacedStream(body.stream(), clock);
        Head head = head(paced);
        String type = sniffer.type(head.bytes(), head.length(), request.fileName());
        SizeEstimate estimate = head.estimate(request.sizeEstimate());
        FileFacts facts =
                new FileFacts(
                        head.size(request.sizeEstimate()),
                        estimate.least(),
                        type,
                        declared,
                        region);
        // Asked for after the client was waited for: the place may have changed meanwhile.
        UploadLedger.Reserved reserved =
                reserve(
                        named,
                        cipher.keyId(),
                        estimate,
                        () -> target(caller, promise, request, facts));
        ObjectIntent intent = reserved.intent();
        UploadTarget target = reserved.target();
        boolean sent = false;
        try {
            if (head.length() > maxBytes(declared)) {
                throw ChargedBody.tooLarge(maxBytes(declared)).asException();
            }
            sniffer.requireTaken(declared, type, head.bytes(), head.length());
            ObjectStore store = stores.open(target.access(), target.bucket());
            MessageDigest digest = Sha256.begin();
            ChargedBody plain =
                    new ChargedBody(
                            head.followedBy(paced),
                            ledger.charge(intent),
                            reserved.bytes(),
                            maxBytes(declared),
                            digest,
                            clock);
            sent = true;
            StoredForm stored = send(intent, store, cipher, plain, head.knownSize());
            byte[] sha256 = digest.digest();
            UploadChecks.requireDigest(expected, sha256);
            Category category = UploadChecks.category(body.trailingCategory(), declared);
            requireFits(category, declared, type, head, plain.count());
            StoredFile file = named.stored(type, category, plain.count(), sha256, Instant.EPOCH);
            return ledger.settle(
                    intent,
                    stored,
                    file,
                    number -> named.uploaded(file, intent, target, number),
                    promise);
        } catch (StoreException e) {
            ledger.giveUp(intent, sent ? sent(e.code()) : Sent.NOTHING);
            throw BackendProblems.of(e, "The file could not be stored.").asException(e);
        } catch (RuntimeException | Error e) {
            ledger.giveUp(intent, sent ? Sent.SOMETHING : Sent.NOTHING);
            throw e;
        }
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
            Caller caller, ReservedUpload promise, UploadRequest request, FileFacts facts) {
        UUID backendId = promise.backendId();
        return backendId == null
                ? placements.target(caller, request.place().storageKey(), facts)
                : placements.targetOn(caller, backendId);
    }

    private static Head head(InputStream body) {
        try {
            return Head.read(body);
        } catch (IOException e) {
            throw new Problem.Incomplete(
                            "The body ended before its end. Nothing was stored; send the file again.")
                    .asException(e);
        }
    }

    private static Sent sent(StoreException.Code code) {
        return switch (code) {
            // Another's object lies there.
            case ALREADY_EXISTS -> Sent.NOTHING;
            case UNREACHABLE -> Sent.TO_A_SILENT_BUCKET;
            case NOT_FOUND,
                    BUCKET_NOT_FOUND,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    INVALID,
                    CORRUPT,
                    THROTTLED,
                    FULL,
                    UNKNOWN ->
                    Sent.SOMETHING;
        };
    }

    private StoredForm send(
            ObjectIntent intent,
            ObjectStore store,
            ContentCipher cipher,
            ChargedBody plain,
            long knownSize) {
        PutOptions options =
                new PutOptions(
                        store.capabilities().conditionalPut(),
                        "application/octet-stream",
                        Map.of("sw-object", intent.id().toString()));
        ObjectWriter.Target where =
                new ObjectWriter.Target(
                        store, intent.key(), options, id -> ledger.keepMultipartId(intent, id));
        try {
            return writer.write(where, cipher, plain, knownSize);
        } catch (IOException | RuntimeException e) {
            ProblemException ofBody = plain.problem();
            if (ofBody != null) {
                throw ofBody;
            }
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new StoreException(
                    StoreException.Code.UNKNOWN, "The bytes could not be encrypted.", e);
        }
    }

    /** A category that came after the bytes is held to the same rules as one before them. */
    private void requireFits(
            Category category, Category declared, String type, Head head, long size) {
        if (category != declared) {
            if (size > maxBytes(category)) {
                throw ChargedBody.tooLarge(maxBytes(category)).asException();
            }
            sniffer.requireTaken(category, type, head.bytes(), head.length());
        }
    }

    private long maxBytes(Category category) {
        return switch (category) {
            case DATA_SOURCE, GENERAL -> limits.maxFileBytes();
            case PROFILE_IMAGE -> Math.min(limits.maxFileBytes(), limits.maxProfileImageBytes());
        };
    }
}
