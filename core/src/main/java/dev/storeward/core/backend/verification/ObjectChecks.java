package dev.storeward.core.backend.verification;

import dev.storeward.core.backend.verification.ProbeObject.Answered;
import dev.storeward.store.ByteRange;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.Profile.Trait;
import java.util.Optional;

/** The checks that write, read and remove a probe object. Belongs to one verification. */
final class ObjectChecks {
    private static final int RANGE_FROM = 10;
    private static final int RANGE_TO = 20;

    private final Probing probing;
    private final ObjectStore store;
    private final Findings findings;
    private final ProbeObject probe;

    ObjectChecks(Probing probing) {
        this.probing = probing;
        this.store = probing.store();
        this.findings = probing.findings();
        this.probe = probing.probe();
    }

    /** Writes the probe object, which all other checks need. */
    Optional<StoreException> write() {
        probing.attempting(probe.key());
        try {
            probing.deadline().run(() -> store.put(probe.key(), probe.content(), probe.options()));
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
        new AbilityChecks(probing).run(readable);
    }

    private void listed() {
        if (!findings.didPass(Check.LIST)) {
            return;
        }
        probing.attempt(
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
        probing.attempt(
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
                        sameTag(found, answered.etag(), told.map(ObjectInfo::etag).orElse(""));
                        told.ifPresent(info -> marked(found, probe.isMarked(info)));
                    }
                });
        return findings.didPass(Check.READ_BACK);
    }

    /** Tags are never relied on; that they differ tells of something between us and the bucket. */
    private static void sameTag(Findings found, String one, String other) {
        if (one.isEmpty() || other.isEmpty() || one.equals(other)) {
            found.passed(Check.READ_BACK, "The object was read back as it was written.");
        } else {
            found.passed(
                    Check.READ_BACK,
                    Fault.ETAG_DIFFERS,
                    "The object was read back as it was written, with another tag than it was"
                            + " described with.");
        }
    }

    /** Where marks get lost, objects are known again by their bytes. */
    private static void marked(Findings found, boolean marked) {
        found.learn(Trait.METADATA, marked);
        if (!marked) {
            found.passed(
                    Check.READ_BACK,
                    Fault.METADATA_LOST,
                    "The object was read back as it was written, without the metadata that was"
                            + " written with it: whose an object is, its bytes tell here.");
        }
    }

    private void range() {
        probing.attempt(
                Check.RANGE,
                "A part of a small object could not be read",
                found -> {
                    int length = RANGE_TO - RANGE_FROM;
                    Optional<Answered> answered = part(length);
                    if (answered.filter(a -> probe.holds(a, RANGE_FROM, RANGE_TO)).isPresent()) {
                        found.passed(Check.RANGE, "A part of the object was read.");
                    } else {
                        found.failed(
                                Check.RANGE,
                                Fault.RANGE_IGNORED,
                                "Ten bytes of a small object were asked for, and others came.");
                    }
                });
    }

    /** Empty when the answer was of another range, which a store refuses to hand on. */
    private Optional<Answered> part(int length) {
        try {
            return Optional.of(
                    ProbeObject.read(
                            store,
                            probe.key(),
                            new ByteRange.Between(RANGE_FROM, RANGE_TO - 1),
                            length));
        } catch (StoreException e) {
            if (e.code() == StoreException.Code.UNKNOWN
                    && e.reason() == StoreException.Reason.UNSPECIFIED) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Removes what was written and looks whether it is gone. */
    void delete() {
        probing.attempt(
                Check.DELETE,
                "A small object could not be deleted",
                found -> {
                    Optional<StoreException> failure =
                            store.delete(probing.attempted()).stream()
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
}
