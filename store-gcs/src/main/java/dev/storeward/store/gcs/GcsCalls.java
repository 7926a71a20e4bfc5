package dev.storeward.store.gcs;

import com.google.api.services.storage.model.StorageObject;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobField;
import com.google.cloud.storage.Storage.BlobGetOption;
import com.google.cloud.storage.Storage.BlobListOption;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.LostReply;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One bucket's client, and the calls that more than one part of the store makes. */
record GcsCalls(GcsSettings settings, GcsClient client, GcsFailures failures) {

    GcsErrors answers() {
        return new GcsErrors(settings, failures);
    }

    BlobId id(ObjectKey key) {
        return BlobId.of(settings.bucket(), key.value());
    }

    /** Makes a call whose every failure becomes a {@link StoreException}. */
    <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (RuntimeException e) {
            throw failures.of(e);
        }
    }

    Optional<ObjectInfo> head(ObjectKey key) {
        @Nullable BlobInfo found =
                call(() ->
                        client.storage()
                                .get(
                                        id(key),
                                        BlobGetOption.fields(
                                                BlobField.SIZE,
                                                BlobField.GENERATION,
                                                BlobField.UPDATED,
                                                BlobField.METADATA)));
        if (found == null) {
            requireBucket();
            return Optional.empty();
        }
        return Optional.of(info(key, found));
    }

    /**
     * The API answers alike for a missing object and a missing bucket; only a list tells which it
     * is, and needs no right that the store does not have anyhow.
     */
    void requireBucket() {
        try {
            call(() ->
                    client.storage()
                            .list(
                                    settings.bucket(),
                                    BlobListOption.pageSize(1),
                                    BlobListOption.fields(BlobField.NAME)));
        } catch (StoreException e) {
            if (e.code() == Code.NOT_FOUND || e.code() == Code.BUCKET_NOT_FOUND) {
                throw failures.noBucket(e);
            }
            // A credential may be allowed its objects and not to list them.
            if (e.code() != Code.FORBIDDEN) {
                throw e;
            }
        }
    }

    /** The object under a key that is taken, where the writer wrote it; else the refusal. */
    ObjectInfo ownObject(ObjectKey key, PutOptions options, StoreException refusal) {
        return LostReply.own(options, () -> head(key), refusal);
    }

    /** The description, with the generation as tag: the API's two forms have two ETags. */
    ObjectInfo info(ObjectKey key, BlobInfo blob) {
        return new ObjectInfo(
                key,
                sent(blob.getSize(), "size"),
                Long.toString(sent(blob.getGeneration(), "generation")),
                time(blob.getUpdateTimeOffsetDateTime()),
                metadata(blob.getMetadata()));
    }

    ObjectInfo info(ObjectKey key, StorageObject object) {
        return new ObjectInfo(
                key,
                sent(object.getSize(), "size").longValue(),
                Long.toString(sent(object.getGeneration(), "generation")),
                object.getUpdated() == null
                        ? Instant.EPOCH
                        : Instant.ofEpochMilli(object.getUpdated().getValue())
                                .truncatedTo(ChronoUnit.SECONDS),
                metadata(object.getMetadata()));
    }

    /** A part of an answer that can be missing only where another server stands there. */
    <T> T sent(@Nullable T given, String what) {
        if (given == null) {
            throw new StoreException(
                    Code.UNKNOWN,
                    StoreException.Reason.NOT_A_STORE,
                    "The " + settings.name() + " answered without a " + what + ".");
        }
        return given;
    }

    /** Whole seconds, which is what answers to reads tell. */
    static Instant time(@Nullable OffsetDateTime time) {
        return time == null ? Instant.EPOCH : time.toInstant().truncatedTo(ChronoUnit.SECONDS);
    }

    static Map<String, String> metadata(@Nullable Map<String, ? extends @Nullable String> given) {
        Map<String, String> lower = new HashMap<>();
        if (given != null) {
            given.forEach((name, value) ->
                    lower.put(name.toLowerCase(Locale.ROOT), value == null ? "" : value));
        }
        return lower;
    }
}
