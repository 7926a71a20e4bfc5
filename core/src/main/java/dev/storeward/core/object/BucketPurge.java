package dev.storeward.core.object;

import dev.storeward.core.crypto.CryptoException;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Redacted;
import dev.storeward.store.StoreException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Removes objects from one bucket and learns which could not be removed. What fails for one object
 * does not hold back the others; the first failure that concerns the whole bucket, no answer in
 * time above all, ends the work: the rest would fail alike, each after as long a wait. Belongs to
 * one thread.
 */
final class BucketPurge {
    /** When so many objects fail one by one, it is not for a fault of theirs. */
    private static final int MOST_FAILURES = 10;

    private final ObjectStore store;
    private final List<PurgeTable.Purge> purges;
    private final Ownership ownership;
    private final BooleanSupplier late;
    private final Map<ObjectKey, Failure> failures = new HashMap<>();
    private final List<PurgeTable.Purge> untouched = new ArrayList<>();
    private @Nullable String trouble;

    /**
     * What became of the objects; those that are neither failed nor untouched are gone.
     *
     * @param failures why an object stays, by its key; whether its removal was asked for is open
     * @param untouched of which nothing was asked
     * @param trouble what is wrong with the bucket as a whole; empty when nothing is
     */
    record Outcome(
            Map<ObjectKey, Failure> failures,
            List<PurgeTable.Purge> untouched,
            Optional<String> trouble) {}

    /**
     * Why an object stays.
     *
     * @param until when it may be removed, where the store told; null where it did not
     */
    record Failure(String reason, @Nullable Instant until) {
        static Failure of(RuntimeException e) {
            return new Failure(
                    BucketPurge.reason(e),
                    e instanceof StoreException known ? known.until().orElse(null) : null);
        }
    }

    /** Whether an object without a mark was written for a row. */
    interface Ownership {
        boolean proven(PurgeTable.Purge purge, ObjectInfo found);
    }

    /**
     * @param late whether the time for these objects is over; what was not begun is left then
     */
    BucketPurge(
            ObjectStore store,
            List<PurgeTable.Purge> purges,
            Ownership ownership,
            BooleanSupplier late) {
        this.store = store;
        this.purges = purges;
        this.ownership = ownership;
        this.late = late;
    }

    /** What went wrong, in words that hold no secret. */
    static String reason(RuntimeException e) {
        return switch (e) {
            case StoreException known -> Redacted.text(String.valueOf(known.getMessage()));
            case CryptoException known -> Redacted.text(String.valueOf(known.getMessage()));
            default -> "The backend could not be used: " + e.getClass().getSimpleName() + ".";
        };
    }

    /** Removes what it can. */
    Outcome run() {
        List<PurgeTable.Purge> ours = proven();
        if (trouble != null) {
            untouched.addAll(ours);
        } else if (!ours.isEmpty()) {
            delete(ours.stream().map(PurgeTable.Purge::key).toList());
        }
        return new Outcome(failures, untouched, Optional.ofNullable(trouble));
    }

    /**
     * The rows under whose keys their own objects may lie and no other's. Parts of uploads that
     * were never completed are freed on the way.
     */
    private List<PurgeTable.Purge> proven() {
        List<PurgeTable.Purge> ours = new ArrayList<>();
        for (PurgeTable.Purge purge : purges) {
            if (trouble != null || late.getAsBoolean()) {
                untouched.add(purge);
            } else if (isOurs(purge)) {
                ours.add(purge);
            }
        }
        return ours;
    }

    /**
     * Whether what lies under the key is the object of the row, as its mark says, or its bytes
     * where it has no mark. What was live is; a write that was cut off may have sent nothing, and
     * then whatever lies there is another's.
     */
    private boolean isOurs(PurgeTable.Purge purge) {
        if (purge.wasLive()) {
            return true;
        }
        try {
            store.multipart().ifPresent(uploads -> abort(uploads, purge));
            return store.head(purge.key()).filter(found -> isOurs(purge, found)).isPresent();
        } catch (RuntimeException e) {
            failed(purge.key(), e);
            return false;
        }
    }

    private boolean isOurs(PurgeTable.Purge purge, ObjectInfo found) {
        String writer = found.metadata().get(PutOptions.WRITER);
        return writer == null
                ? ownership.proven(purge, found)
                : writer.equals(purge.id().toString());
    }

    private void failed(ObjectKey key, RuntimeException e) {
        failures.put(key, Failure.of(e));
        if (concernsAll(e) || failures.size() >= MOST_FAILURES) {
            trouble = reason(e);
        }
    }

    private void delete(List<ObjectKey> keys) {
        try {
            List<DeleteFailure> refused = store.delete(keys);
            refused.forEach(one -> failures.put(one.key(), Failure.of(one.reason())));
            // What is kept until a day is each object's own affair.
            List<DeleteFailure> unexplained =
                    refused.stream().filter(one -> one.reason().until().isEmpty()).toList();
            if (unexplained.size() == keys.size() && unexplained.size() >= MOST_FAILURES) {
                trouble = reason(unexplained.getFirst().reason());
            }
        } catch (RuntimeException e) {
            if (keys.size() == 1 || concernsAll(e)) {
                trouble = reason(e);
                keys.forEach(key -> failures.put(key, Failure.of(e)));
            } else {
                deleteSingly(keys);
            }
        }
    }

    /** What was asked for all of them may have been done for some: none of them is untouched. */
    private void deleteSingly(List<ObjectKey> keys) {
        for (ObjectKey key : keys) {
            if (trouble != null) {
                failures.put(key, new Failure(trouble, null));
                continue;
            }
            try {
                store.delete(List.of(key))
                        .forEach(one -> failures.put(one.key(), Failure.of(one.reason())));
            } catch (RuntimeException e) {
                failed(key, e);
            }
        }
    }

    /**
     * Frees the parts of an upload that was never completed; the id may have been lost between
     * start and commit.
     */
    private static void abort(MultipartUploads uploads, PurgeTable.Purge purge) {
        String known = purge.multipartId();
        if (known != null) {
            uploads.abort(purge.key(), known);
        }
        pending(uploads, purge.key()).forEach(id -> uploads.abort(purge.key(), id));
    }

    /** None where the credential may not ask: the object itself must go all the same. */
    private static List<String> pending(MultipartUploads uploads, ObjectKey key) {
        try {
            return uploads.pending(key);
        } catch (StoreException e) {
            if (e.code() == StoreException.Code.FORBIDDEN) {
                return List.of();
            }
            throw e;
        }
    }

    /** A place without room takes no new objects; what is removed is what makes room. */
    private static boolean concernsAll(RuntimeException e) {
        return e instanceof StoreException known
                && known.code().affectsWholeStore()
                && known.code() != StoreException.Code.FULL;
    }
}
