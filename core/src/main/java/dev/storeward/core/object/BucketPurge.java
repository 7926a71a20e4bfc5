package dev.storeward.core.object;

import dev.storeward.core.crypto.CryptoException;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Redacted;
import dev.storeward.store.StoreException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Removes objects from one bucket and learns which could not be removed. What fails for one object
 * does not hold back the others; what fails for the whole bucket is thrown. Belongs to one thread.
 */
final class BucketPurge {
    /** When so many objects fail one by one, it is not for a fault of theirs. */
    private static final int MOST_FAILURES = 10;

    private final ObjectStore store;
    private final List<PurgeTable.Purge> purges;
    private final Map<ObjectKey, String> failures = new HashMap<>();

    BucketPurge(ObjectStore store, List<PurgeTable.Purge> purges) {
        this.store = store;
        this.purges = purges;
    }

    /** What went wrong, in words that hold no secret. */
    static String reason(RuntimeException e) {
        return switch (e) {
            case StoreException known -> Redacted.text(String.valueOf(known.getMessage()));
            case CryptoException known -> Redacted.text(String.valueOf(known.getMessage()));
            default -> "The backend could not be used: " + e.getClass().getSimpleName() + ".";
        };
    }

    /** Removes what it can; answers why the rest stays. */
    Map<ObjectKey, String> run() {
        store.multipart().ifPresent(this::abortUploads);
        List<ObjectKey> keys =
                purges.stream().filter(this::isOurs).map(PurgeTable.Purge::key).toList();
        if (keys.isEmpty()) {
            return failures;
        }
        try {
            delete(keys);
        } catch (RuntimeException e) {
            if (keys.size() == 1 || concernsAll(e)) {
                throw e;
            }
            deleteSingly(keys);
        }
        return failures;
    }

    /**
     * Whether what lies under the key is the object of the row, as its mark says. What was live is;
     * a write that was cut off may have sent nothing, and then whatever lies there is another's.
     */
    private boolean isOurs(PurgeTable.Purge purge) {
        if (purge.wasLive()) {
            return true;
        }
        try {
            return store.head(purge.key())
                    .filter(found ->
                            purge.id().toString().equals(found.metadata().get(PutOptions.WRITER)))
                    .isPresent();
        } catch (RuntimeException e) {
            if (concernsAll(e)) {
                throw e;
            }
            failures.put(purge.key(), reason(e));
            return false;
        }
    }

    private void delete(Collection<ObjectKey> keys) {
        for (DeleteFailure failure : store.delete(keys)) {
            failures.put(failure.key(), reason(failure.reason()));
        }
    }

    private void deleteSingly(List<ObjectKey> keys) {
        int failed = 0;
        for (int i = 0; i < keys.size(); i++) {
            try {
                delete(List.of(keys.get(i)));
            } catch (RuntimeException e) {
                failures.put(keys.get(i), reason(e));
                if (concernsAll(e) || ++failed == MOST_FAILURES) {
                    keys.subList(i, keys.size())
                            .forEach(rest -> failures.putIfAbsent(rest, reason(e)));
                    return;
                }
            }
        }
    }

    /**
     * Frees the parts of uploads that were never completed; the id may have been lost between start
     * and commit.
     */
    private void abortUploads(MultipartUploads uploads) {
        for (PurgeTable.Purge purge : purges) {
            if (purge.wasLive()) {
                continue;
            }
            try {
                String known = purge.multipartId();
                if (known != null) {
                    uploads.abort(purge.key(), known);
                }
                pending(uploads, purge.key()).forEach(id -> uploads.abort(purge.key(), id));
            } catch (RuntimeException e) {
                if (concernsAll(e)) {
                    throw e;
                }
                failures.put(purge.key(), reason(e));
            }
        }
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

    private static boolean concernsAll(RuntimeException e) {
        return e instanceof StoreException known && known.code().affectsWholeStore();
    }
}
