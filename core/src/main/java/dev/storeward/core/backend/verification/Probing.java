package dev.storeward.core.backend.verification;

import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** One store that is being verified, and what its checks share. Belongs to one verification. */
final class Probing {
    private final ObjectStore store;
    private final Deadline deadline;
    private final Findings findings;
    private final ProbeObject probe;
    private final Set<ObjectKey> attempted = Collections.synchronizedSet(new LinkedHashSet<>());

    Probing(ObjectStore store, Deadline deadline, Findings findings, ProbeObject probe) {
        this.store = store;
        this.deadline = deadline;
        this.findings = findings;
        this.probe = probe;
    }

    ObjectStore store() {
        return store;
    }

    Deadline deadline() {
        return deadline;
    }

    Findings findings() {
        return findings;
    }

    ProbeObject probe() {
        return probe;
    }

    /** A name about to be written to, which is cleaned up whatever comes of it. */
    ObjectKey attempting(ObjectKey key) {
        attempted.add(key);
        return key;
    }

    /** The objects that were written, or may have been. */
    List<ObjectKey> attempted() {
        return List.copyOf(attempted);
    }

    /**
     * Makes one check; one that is given up may go on for a while: what it finds then is not taken.
     */
    void attempt(Check check, String what, Consumer<Findings> step) {
        Findings found = findings.copy();
        try {
            deadline.run(() -> step.accept(found));
            findings.take(found);
        } catch (StoreException e) {
            findings.failed(check, e, what);
        }
    }

    /** Whether an object holds other bytes than the probe. */
    boolean differs(ObjectKey key) {
        return probe.difference(ProbeObject.read(store, key, ByteRange.all(), ProbeObject.SIZE))
                .isPresent();
    }
}
