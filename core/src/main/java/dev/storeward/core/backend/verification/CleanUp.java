package dev.storeward.core.backend.verification;

import dev.storeward.store.ListRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Leaves nothing of a verification behind, whatever its checks came to. It has time of its own.
 * What cannot be removed now, the next verification of the place removes: it looks for probe
 * objects that are older than any verification lasts.
 */
final class CleanUp {
    private static final Duration TIME = Duration.ofSeconds(20);
    private static final Duration STEP = Duration.ofSeconds(8);
    private static final Duration OLD = Duration.ofHours(1);
    private static final int AT_ONCE = 100;

    private final ObjectStore store;
    private final Findings findings;
    private final InstantSource clock;
    private final Deadline deadline = Deadline.of(TIME, STEP);

    CleanUp(ObjectStore store, Findings findings, InstantSource clock) {
        this.store = store;
        this.findings = findings;
        this.clock = clock;
    }

    /**
     * @param attempted the objects that were written, or may have been
     */
    void run(ProbeObject probe, Collection<ObjectKey> attempted) {
        boolean gaveUp = gaveUpUploads(attempted);
        try {
            List<ObjectKey> left = deadline.call(() -> left(probe, attempted));
            if (!left.isEmpty()) {
                deadline.run(() -> store.delete(left));
            }
            List<ObjectKey> still =
                    left.isEmpty() ? left : deadline.call(() -> left(probe, attempted));
            if (still.isEmpty() && !gaveUp) {
                findings.failed(
                        Check.CLEAN_UP,
                        Fault.LEFT_BEHIND,
                        "An unfinished upload of the verification may be left in the bucket, below "
                                + probe.name()
                                + ".");
            } else if (still.isEmpty()) {
                findings.passed(Check.CLEAN_UP, "Nothing of the verification is left.");
            } else {
                leftBehind(still);
            }
        } catch (StoreException e) {
            leftBehind(attempted);
        }
    }

    private void leftBehind(Collection<ObjectKey> keys) {
        findings.failed(
                Check.CLEAN_UP,
                Fault.LEFT_BEHIND,
                "Objects of the verification may be left in the bucket: "
                        + String.join(", ", keys.stream().map(ObjectKey::value).toList())
                        + ".");
    }

    /** Whether no upload in parts is left; the objects are removed whether or not. */
    private boolean gaveUpUploads(Collection<ObjectKey> attempted) {
        if (!findings.failedAt(Check.MULTIPART)) {
            return true;
        }
        try {
            deadline.run(() ->
                    store.multipart()
                            .ifPresent(uploads -> attempted.forEach(key -> giveUp(uploads, key))));
            return true;
        } catch (StoreException e) {
            return false;
        }
    }

    private static void giveUp(MultipartUploads uploads, ObjectKey key) {
        uploads.pending(key).forEach(id -> uploads.abort(key, id));
    }

    /** What is there of this verification, and of old ones. */
    private List<ObjectKey> left(ProbeObject probe, Collection<ObjectKey> attempted) {
        if (!findings.didPass(Check.LIST)) {
            return attempted.stream().filter(this::mayBeThere).toList();
        }
        Instant old = clock.instant().minus(OLD);
        List<ObjectKey> left = new ArrayList<>();
        for (ObjectInfo info :
                store.list(new ListRequest(ProbeObject.START, "", AT_ONCE)).objects()) {
            boolean own = info.key().value().startsWith(probe.name());
            boolean ours = ProbeObject.NAME.matcher(info.key().value()).matches();
            if (own || (ours && info.lastModified().isBefore(old))) {
                left.add(info.key());
            }
        }
        return left;
    }

    /**
     * Without a listing, and perhaps without the right to look, a deleted object counts as gone.
     */
    private boolean mayBeThere(ObjectKey key) {
        try {
            return store.head(key).isPresent();
        } catch (StoreException e) {
            return !findings.didPass(Check.DELETE);
        }
    }
}
