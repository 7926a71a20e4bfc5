package dev.storeward.core.backend.verification;

import dev.storeward.core.backend.verification.ProbeObject.Answered;
import dev.storeward.store.ByteRange;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Profile.Trait;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The checks that write, read and remove a probe object. Belongs to one verification. */
final class ObjectChecks {
    private static final PutOptions IF_ABSENT =
            new PutOptions(true, "application/octet-stream", Map.of());
    private static final int RANGE_FROM = 10;
    private static final int RANGE_TO = 20;

    private final ObjectStore store;
    private final Deadline deadline;
    private final Findings findings;
    private final ProbeObject probe;
    private final Set<ObjectKey> attempted = Collections.synchronizedSet(new LinkedHashSet<>());

    ObjectChecks(ObjectStore store, Deadline deadline, Findings findings, ProbeObject probe) {
        this.store = store;
        this.deadline = deadline;
        this.findings = findings;
        this.probe = probe;
    }

    /** The objects that were written, or may have been. */
    List<ObjectKey> attempted() {
        return List.copyOf(attempted);
    }

    /** Writes the probe object, which all other checks need. */
    Optional<StoreException> write() {
        attempted.add(probe.key());
        try {
            deadline.run(() -> store.put(probe.key(), probe.content(), PutOptions.defaults()));
            findings.passed(Check.WRITE, "A small object was written.");
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(e);
        }
    }

    /** Everything a written object is good for, but its removal. */
    void use() {
        listed();
        boolean readable = readBack();
        if (readable) {
            range();
        } else {
            notAsked(Check.RANGE);
        }
        multipart(readable);
        conditionalPut();
        copy(readable);
    }

    private void listed() {
        if (!findings.didPass(Check.LIST)) {
            return;
        }
        attempt(
                Check.LIST,
                "The objects could not be listed",
                found -> {
                    boolean shown =
                            store.list(new ListRequest(probe.name(), "", 10)).objects().stream()
                                    .map(ObjectInfo::key)
                                    .anyMatch(probe.key()::equals);
                    if (!shown) {
                        found.failed(
                                Check.LIST,
                                Fault.NOT_LISTED,
                                "An object that was just written is missing in the listing.");
                    }
                });
    }

    private boolean readBack() {
        attempt(
                Check.READ_BACK,
                "A small object could not be read back",
                found -> {
                    Answered answered =
                            ProbeObject.read(store, probe.key(), ByteRange.all(), ProbeObject.SIZE);
                    Optional<ObjectInfo> told = store.head(probe.key());
                    Optional<Fault> difference =
                            probe.difference(answered)
                                    .or(() ->
                                            told.filter(info -> info.size() != ProbeObject.SIZE)
                                                    .map(info -> Fault.WRONG_SIZE));
                    if (difference.isPresent()) {
                        found.failed(
                                Check.READ_BACK,
                                difference.orElseThrow(),
                                difference.orElseThrow() == Fault.WRONG_SIZE
                                        ? "A small object was read back with another size than written."
                                        : "A small object was read back with other bytes than written.");
                    } else {
                        found.passed(
                                Check.READ_BACK, "The object was read back as it was written.");
                    }
                });
        return findings.didPass(Check.READ_BACK);
    }

    private void range() {
        attempt(
                Check.RANGE,
                "A part of a small object could not be read",
                found -> {
                    int length = RANGE_TO - RANGE_FROM;
                    Answered answered =
                            ProbeObject.read(
                                    store,
                                    probe.key(),
                                    new ByteRange.Between(RANGE_FROM, RANGE_TO - 1),
                                    length);
                    if (probe.holds(answered, RANGE_FROM, RANGE_TO)) {
                        found.passed(Check.RANGE, "A part of the object was read.");
                    } else {
                        found.failed(
                                Check.RANGE,
                                Fault.RANGE_IGNORED,
                                "Ten bytes of a small object were asked for, and others came.");
                    }
                });
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
        attempt(
                Check.MULTIPART,
                "An object could not be written in parts",
                found -> {
                    ObjectKey key = probe.key("parts");
                    attempted.add(key);
                    found.learnMinimum(completed(parts, key));
                    ObjectKey given = probe.key("given-up");
                    attempted.add(given);
                    String id = parts.start(given, PutOptions.defaults());
                    parts.upload(given, id, 1, probe.half(false));
                    parts.abort(given, id);
                    boolean lost = parts.pending(given).contains(id) || (readable && differs(key));
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
        String id = parts.start(key, PutOptions.defaults());
        List<MultipartUploads.Part> sent = new ArrayList<>();
        sent.add(parts.upload(key, id, 1, probe.half(false)));
        sent.add(parts.upload(key, id, 2, probe.half(true)));
        try {
            parts.complete(key, id, sent, PutOptions.defaults());
            return ProbeObject.SIZE / 2;
        } catch (StoreException e) {
            parts.abort(key, id);
            if (e.code() != StoreException.Code.INVALID
                    || e.reason() == StoreException.Reason.NOT_IMPLEMENTED) {
                throw e;
            }
        }
        String whole = parts.start(key, PutOptions.defaults());
        MultipartUploads.Part only = parts.upload(key, whole, 1, probe.content());
        parts.complete(key, whole, List.of(only), PutOptions.defaults());
        return parts.minimumPartSize();
    }

    /** Nothing relies on it where it is not honoured: the names of objects are never used twice. */
    private void conditionalPut() {
        attempt(
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
                    CORRUPT,
                    FULL,
                    THROTTLED,
                    UNREACHABLE ->
                    throw e;
        }
    }

    private void copy(boolean readable) {
        attempt(
                Check.COPY,
                "A small object could not be copied",
                found -> {
                    ObjectKey copy = probe.key("copy");
                    attempted.add(copy);
                    if (!copied(copy)) {
                        found.learn(Trait.COPY, false);
                        found.passed(
                                Check.COPY,
                                Fault.NOT_OFFERED,
                                "Objects are not copied inside this place, but through this server.");
                        return;
                    }
                    boolean same = !readable || !differs(copy);
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

    private boolean differs(ObjectKey key) {
        return probe.difference(ProbeObject.read(store, key, ByteRange.all(), ProbeObject.SIZE))
                .isPresent();
    }

    private boolean copied(ObjectKey copy) {
        try {
            return store.copyFrom(store, probe.key(), copy);
        } catch (StoreException e) {
            if (e.reason() == StoreException.Reason.NOT_IMPLEMENTED) {
                return false;
            }
            throw e;
        }
    }

    /** Removes what was written and looks whether it is gone. */
    void delete() {
        attempt(
                Check.DELETE,
                "A small object could not be deleted",
                found -> {
                    Optional<StoreException> failure =
                            store.delete(List.copyOf(attempted)).stream()
                                    .map(DeleteFailure::reason)
                                    .findFirst();
                    if (failure.isPresent()) {
                        throw failure.orElseThrow();
                    }
                    boolean there =
                            found.didPass(Check.READ_BACK) && store.head(probe.key()).isPresent();
                    if (there) {
                        found.failed(
                                Check.DELETE,
                                Fault.NOT_DELETED,
                                "A small object was still there after its deletion was confirmed.");
                    } else {
                        found.passed(Check.DELETE, "The object was deleted.");
                    }
                });
    }

    private void notAsked(Check check) {
        findings.skipped(check, Fault.NOT_ASKED, "Not asked, because an earlier check failed.");
    }

    /** A step that is given up may go on for a while: what it finds then is not taken. */
    private void attempt(Check check, String what, Consumer<Findings> step) {
        Findings found = findings.copy();
        try {
            deadline.run(() -> step.accept(found));
            findings.take(found);
        } catch (StoreException e) {
            findings.failed(check, e, what);
        }
    }
}
