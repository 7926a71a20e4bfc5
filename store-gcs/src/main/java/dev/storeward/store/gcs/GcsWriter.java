package dev.storeward.store.gcs;

import com.google.api.services.storage.model.StorageObject;
import com.google.cloud.storage.BlobId;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage.BlobTargetOption;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.stream.CheckedBody;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Writes one object: in one request where it fits a chunk, else in chunks of a resumable upload,
 * each of which can be sent again. An upload that is given up is never finished, so that no object
 * appears.
 */
record GcsWriter(GcsCalls calls, Chunks chunks) {

    /**
     * A body is read in pieces of this size until its length shows; one known to be so small needs
     * no room among the large ones.
     */
    private static final int FIRST = 256 << 10;

    ObjectInfo put(ObjectKey key, Content body, PutOptions options) {
        long length = body.length().orElse(Long.MAX_VALUE);
        if (length <= FIRST) {
            return put(key, body, options, (int) length);
        }
        Chunks.Lease lease = chunks.take();
        try (lease) {
            return put(key, body, options, FIRST);
        }
    }

    private ObjectInfo put(ObjectKey key, Content body, PutOptions options, int room) {
        try (CheckedBody in = CheckedBody.open(body)) {
            byte[] buffer = new byte[room];
            int filled = in.readNBytes(buffer, 0, room);
            while (filled == buffer.length && filled >= FIRST && filled < Chunks.BYTES) {
                buffer = Arrays.copyOf(buffer, Math.min(Chunks.BYTES, buffer.length * 4));
                filled += in.readNBytes(buffer, filled, buffer.length - filled);
            }
            if (filled < Chunks.BYTES) {
                in.requireEnd();
                return single(key, buffer, filled, options);
            }
            return inChunks(key, in, buffer, options);
        } catch (IOException e) {
            throw new StoreException(Code.CORRUPT, "The body could not be closed.", e);
        }
    }

    /** Nothing is zipped on the way: what we write is encrypted already. */
    private ObjectInfo single(ObjectKey key, byte[] bytes, int length, PutOptions options) {
        CRC32C sum = new CRC32C();
        sum.update(bytes, 0, length);
        BlobInfo description =
                BlobInfo.newBuilder(calls.id(key))
                        .setContentType(options.contentType())
                        .setMetadata(options.metadata())
                        .build();
        BlobTargetOption plain = BlobTargetOption.disableGzipContent();
        BlobTargetOption[] how =
                options.ifAbsent()
                        ? new BlobTargetOption[] {plain, BlobTargetOption.doesNotExist()}
                        : new BlobTargetOption[] {plain};
        try {
            BlobInfo written =
                    calls.call(() ->
                            calls.client().storage().create(description, bytes, 0, length, how));
            prove(key, written.getCrc32c(), written.getGeneration(), sum);
            return calls.info(key, written);
        } catch (StoreException e) {
            return known(key, options, e);
        }
    }

    private ObjectInfo inChunks(ObjectKey key, CheckedBody in, byte[] buffer, PutOptions options) {
        CRC32C sum = new CRC32C();
        GcsUpload upload;
        try {
            upload = GcsUpload.start(calls, key, options);
        } catch (StoreException e) {
            return known(key, options, e);
        }
        try {
            int filled = buffer.length;
            while (filled == buffer.length) {
                sum.update(buffer, 0, filled);
                upload.send(buffer, filled);
                filled = in.readNBytes(buffer, 0, buffer.length);
            }
            sum.update(buffer, 0, filled);
            return ended(key, upload, Arrays.copyOf(buffer, filled), sum, options);
        } catch (RuntimeException e) {
            upload.cancel(e);
            throw e;
        }
    }

    private ObjectInfo ended(
            ObjectKey key, GcsUpload upload, byte[] rest, CRC32C sum, PutOptions options) {
        StorageObject written;
        try {
            written = upload.finish(rest, rest.length, base64(sum));
        } catch (StoreException e) {
            return known(key, options, e);
        }
        prove(key, written.getCrc32c(), written.getGeneration(), sum);
        return calls.info(key, written);
    }

    private static String base64(CRC32C sum) {
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
    }

    /** What the service says it holds must be what was sent; if not, that generation goes. */
    private void prove(ObjectKey key, @Nullable String theirs, @Nullable Long written, CRC32C sum) {
        if (calls.sent(theirs, "checksum").equals(base64(sum))) {
            return;
        }
        long generation = calls.sent(written, "generation");
        calls.call(() ->
                calls.client()
                        .storage()
                        .delete(BlobId.of(calls.settings().bucket(), key.value(), generation)));
        throw new StoreException(
                Code.CORRUPT,
                "The bytes changed on their way to the "
                        + calls.settings().name()
                        + ": the checksums differ.");
    }

    /** The answer may have been lost and the request repeated: then the object is our own. */
    private ObjectInfo known(ObjectKey key, PutOptions options, StoreException failure) {
        return switch (failure.code()) {
            case ALREADY_EXISTS -> calls.ownObject(key, options, failure);
            // A write can miss nothing but the bucket.
            case NOT_FOUND -> throw calls.failures().noBucket(failure);
            default -> throw failure;
        };
    }
}
