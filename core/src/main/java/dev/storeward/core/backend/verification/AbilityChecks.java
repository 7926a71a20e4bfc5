package dev.storeward.core.backend.verification;

import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.Profile.Trait;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Checks of what not every store can do, such as uploads in parts, copies and conditional writes.
 * Belongs to one verification.
 */
final class AbilityChecks {
    private static final PutOptions IF_ABSENT =
            new PutOptions(true, "application/octet-stream", Map.of());

    private final Probing probing;
    private final ObjectStore store;
    private final Findings findings;
    private final ProbeObject probe;

    AbilityChecks(Probing probing) {
        this.probing = probing;
        this.store = probing.store();
        this.findings = probing.findings();
        this.probe = probing.probe();
    }

    /**
     * @param readable whether what is written can be compared
     */
    void run(boolean readable) {
        multipart(readable);
        conditionalPut();
        copy(readable);
    }

    private void multipart(boolean readable) {
        Optional<MultipartUploads> uploads = store.multipart();
        if (uploads.isEmpty()) {
            findings.learn(Trait.MULTIPART, false);
            findings.skipped(
                    Check.MULTIPART,
                    Fault.NOT_OFFERED,
                    "Objects of any size are written in one piece here.");
            return;
        }
        MultipartUploads parts = uploads.orElseThrow();
        probing.attempt(
                Check.MULTIPART,
                "An object could not be written in parts",
                found -> {
                    ObjectKey key = probing.attempting(probe.key("parts"));
                    found.learnMinimum(completed(parts, key));
                    if (store.head(key).filter(info -> !probe.isMarked(info)).isPresent()) {
                        found.learn(Trait.METADATA, false);
                    }
                    found.learn(
                            Trait.PART_TAGS,
                            tellsApart(parts, probing.attempting(probe.key("told-apart"))));
                    ObjectKey given = probing.attempting(probe.key("given-up"));
                    String id = parts.start(given, PutOptions.defaults());
                    parts.upload(given, id, 1, probe.half(false));
                    parts.abort(given, id);
                    boolean lost =
                            parts.pending(given).contains(id) || (readable && probing.differs(key));
                    if (lost) {
                        found.failed(
                                Check.MULTIPART,
                                Fault.PARTS_LOST,
                                "An object written in parts was not what its parts were, or an upload that"
                                        + " was given up stayed.");
                    } else {
                        found.passed(Check.MULTIPART, "An object was written in parts.");
                    }
                });
        findings.learn(Trait.MULTIPART, findings.didPass(Check.MULTIPART));
    }

    /** Writes the object in two parts, or in one where two small ones are refused. */
    private long completed(MultipartUploads parts, ObjectKey key) {
        String id = parts.start(key, probe.options());
        List<MultipartUploads.Part> sent = new ArrayList<>();
        sent.add(parts.upload(key, id, 1, probe.half(false)));
        sent.add(parts.upload(key, id, 2, probe.half(true)));
        try {
            parts.complete(key, id, sent, probe.options());
            return ProbeObject.SIZE / 2;
        } catch (StoreException e) {
            parts.abort(key, id);
            if (e.code() != StoreException.Code.INVALID
                    || e.reason() == StoreException.Reason.NOT_IMPLEMENTED) {
                throw e;
            }
        }
        String whole = parts.start(key, probe.options());
        MultipartUploads.Part only = parts.upload(key, whole, 1, probe.content());
        parts.complete(key, whole, List.of(only), probe.options());
        return parts.minimumPartSize();
    }

    /**
     * Whether an upload is refused that names a part in whose place another was sent since, both as
     * streams.
     */
    private boolean tellsApart(MultipartUploads parts, ObjectKey key) {
        String id = parts.start(key, probe.options());
        boolean sent = false;
        try {
            MultipartUploads.Part former = parts.upload(key, id, 1, streamed(probe.half(false)));
            parts.upload(key, id, 1, streamed(probe.half(true)));
            sent = true;
            parts.complete(key, id, List.of(former), probe.options());
            return false;
        } catch (StoreException e) {
            parts.abort(key, id);
            if (e.code().affectsWholeStore() && e.code() != StoreException.Code.FORBIDDEN) {
                throw e;
            }
            return sent
                    && e.code() == StoreException.Code.INVALID
                    && e.reason() != StoreException.Reason.NOT_IMPLEMENTED;
        }
    }

    private static Content streamed(Content content) {
        try {
            return Content.once(content.open(), content.length());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nothing relies on it where it is not honoured: the names of objects are never used twice. */
    private void conditionalPut() {
        probing.attempt(
                Check.CONDITIONAL_PUT,
                "A write on condition failed",
                found -> {
                    try {
                        store.put(probe.key(), probe.content(), IF_ABSENT);
                        found.learn(Trait.CONDITIONAL_PUT, false);
                        found.passed(
                                Check.CONDITIONAL_PUT,
                                Fault.NOT_HONOURED,
                                "A write on condition that the name is free replaced an object: the"
                                        + " condition is ignored here, and not relied on.");
                    } catch (StoreException e) {
                        conditionAnswered(found, e);
                    }
                });
    }

    private static void conditionAnswered(Findings found, StoreException e) {
        switch (e.code()) {
            case ALREADY_EXISTS -> {
                found.learn(Trait.CONDITIONAL_PUT, true);
                found.passed(Check.CONDITIONAL_PUT, "A taken name was not written again.");
            }
            // Servers that do not know the header may refuse the whole request.
            case INVALID, UNKNOWN -> {
                found.learn(Trait.CONDITIONAL_PUT, false);
                found.passed(
                        Check.CONDITIONAL_PUT,
                        Fault.NOT_IMPLEMENTED,
                        "Writes on condition are refused here, and not relied on.");
            }
            case NOT_FOUND,
                    BUCKET_NOT_FOUND,
                    UNAUTHENTICATED,
                    FORBIDDEN,
                    ARCHIVED,
                    RETAINED,
                    CORRUPT,
                    FULL,
                    THROTTLED,
                    UNREACHABLE ->
                    throw e;
        }
    }

    private void copy(boolean readable) {
        probing.attempt(
                Check.COPY,
                "A small object could not be copied",
                found -> {
                    ObjectKey copy = probing.attempting(probe.key("copy"));
                    if (!copied(copy)) {
                        found.learn(Trait.COPY, false);
                        found.passed(
                                Check.COPY,
                                Fault.NOT_OFFERED,
                                "Objects are not copied inside this place, but through this server.");
                        return;
                    }
                    boolean same = !readable || !probing.differs(copy);
                    found.learn(Trait.COPY, same);
                    found.passed(
                            Check.COPY,
                            same ? Fault.OK : Fault.NOT_HONOURED,
                            same
                                    ? "The object was copied inside the place."
                                    : "A copy had other bytes than its source: copies go through this"
                                            + " server.");
                });
    }

    private boolean copied(ObjectKey copy) {
        try {
            return store.copyFrom(store, probe.copyTo(copy));
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.NOT_IMPLEMENTED) {
                return false;
            }
            throw e;
        }
    }
}
