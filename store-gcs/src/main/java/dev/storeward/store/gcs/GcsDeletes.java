package dev.storeward.store.gcs;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.StorageBatch;
import com.google.cloud.storage.StorageBatchResult;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Deletes in batches; one by one where the service has none.
 *
 * @param batches whether the service is believed to have them; used by several threads
 */
record GcsDeletes(GcsCalls calls, AtomicBoolean batches) {
    /** What one request of the API takes. */
    private static final int BATCH = 100;

    List<DeleteFailure> delete(Collection<ObjectKey> keys) {
        List<ObjectKey> all = keys.stream().distinct().toList();
        List<DeleteFailure> failures = new ArrayList<>();
        boolean found = all.isEmpty();
        for (int from = 0; from < all.size(); from += BATCH) {
            List<ObjectKey> batch = all.subList(from, Math.min(all.size(), from + BATCH));
            found |= together(batch, failures);
        }
        if (!found) {
            calls.requireBucket();
        }
        return failures;
    }

    private boolean together(List<ObjectKey> keys, List<DeleteFailure> failures) {
        if (keys.size() > 1 && batches.get()) {
            try {
                return many(keys, failures);
            } catch (StoreException e) {
                if (e.reason() != Reason.NOT_IMPLEMENTED) {
                    throw e;
                }
                batches.set(false);
            }
        }
        boolean found = false;
        for (ObjectKey key : keys) {
            found |= one(key, failures);
        }
        return found;
    }

    /** Whether the bucket showed that it is there. */
    private boolean one(ObjectKey key, List<DeleteFailure> failures) {
        try {
            return calls.call(() -> calls.client().storage().delete(calls.id(key)));
        } catch (StoreException e) {
            if (concernsAll(e)) {
                throw e;
            }
            failures.add(new DeleteFailure(key, dated(key, e)));
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
                failures.add(new DeleteFailure(entry.getKey(), dated(entry.getKey(), e)));
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
                StoreException failure = calls.failures().of(e);
                if (failure.reason() == Reason.NOT_IMPLEMENTED) {
                    throw failure;
                }
                attempts.againOrThrow(failure);
            }
        }
    }

    /** The refusal of a delete with the day until which a policy keeps the object. */
    private StoreException dated(ObjectKey key, StoreException refusal) {
        if (refusal.code() != Code.RETAINED) {
            return refusal;
        }
        try {
            return calls.call(() -> {
                @Nullable BlobInfo found =
                        calls.client()
                                .storage()
                                .get(
                                        calls.id(key),
                                        BlobGetOption.fields(BlobField.RETENTION_EXPIRATION_TIME));
                @Nullable OffsetDateTime until =
                        found == null ? null : found.getRetentionExpirationTimeOffsetDateTime();
                return until == null
                        ? refusal
                        : StoreException.retained(
                                calls.settings().name(), until.toInstant(), refusal);
            });
        } catch (StoreException e) {
            return refusal;
        }
    }

    private static boolean concernsAll(StoreException e) {
        return e.code() == Code.BUCKET_NOT_FOUND || e.code() == Code.UNAUTHENTICATED;
    }
}
