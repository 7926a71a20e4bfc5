package dev.storeward.store.gcs;

import com.google.cloud.storage.StorageBatch;
import com.google.cloud.storage.StorageBatchResult;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Deletes in batches. */
record GcsDeletes(GcsCalls calls) {
    /** What one request of the API takes. */
    private static final int BATCH = 100;

    List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        List<ObjectKey> all = keys.stream().distinct().toList();
        List<DeleteFailure> failures = new ArrayList<>();
        boolean found = all.isEmpty();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<ObjectKey> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            found |= batch.size() == 1 ? one(batch.getFirst(), failures) : many(batch, failures);
        }
        if (!found) {
            calls.requireBucket();
        }
        return failures;
    }

    /** Whether the bucket showed that it is there. */
    private boolean one(ObjectKey key, List<DeleteFailure> failures) {
        try {
            return calls.call(() -> calls.client().storage().delete(calls.id(key)));
        } catch (StoreException e) {
            if (concernsAll(e)) {
                throw e;
            }
            failures.add(new DeleteFailure(key, e));
            return true;
        }
    }

    private boolean many(List<ObjectKey> keys, List<DeleteFailure> failures) {
        boolean found = false;
        for (Map.Entry<ObjectKey, StorageBatchResult<Boolean>> entry : answers(keys).entrySet()) {
            try {
                found |= calls.call(() -> entry.getValue().get());
            } catch (StoreException e) {
                if (concernsAll(e)) {
                    throw e;
                }
                failures.add(new DeleteFailure(entry.getKey(), e));
                found = true;
            }
        }
        return found;
    }

    /** Nothing is lost by deleting twice: a batch whose answer did not come is sent again. */
    private Map<ObjectKey, StorageBatchResult<Boolean>> answers(List<ObjectKey> keys) {
        Attempts attempts = new Attempts();
        while (true) {
            try {
                StorageBatch batch = calls.client().storage().batch();
                Map<ObjectKey, StorageBatchResult<Boolean>> answers = new LinkedHashMap<>();
                keys.forEach(key -> answers.put(key, batch.delete(calls.id(key))));
                batch.submit();
                return answers;
            } catch (RuntimeException e) {
                attempts.againOrThrow(calls.failures().of(e));
            }
        }
    }

    private static boolean concernsAll(StoreException e) {
        return e.code() == Code.BUCKET_NOT_FOUND || e.code() == Code.UNAUTHENTICATED;
    }
}
