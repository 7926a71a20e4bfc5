package dev.storeward.core.file;

import dev.storeward.core.backend.BackendAccess;
import dev.storeward.store.ObjectKey;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A file with all that is needed to read its bytes, as one query found it.
 *
 * @param access null when no backend reaches the bucket any more
 * @param bucket names the place in an error
 * @param header the stream header of the encryption
 */
public record ReadableFile(
        StoredFile file,
        UUID objectId,
        ObjectKey key,
        @Nullable BackendAccess access,
        String bucket,
        String keyId,
        byte[] header,
        long storedSize,
        byte[] storedSha256) {

    /** Whether another look at the row found the very same stored bytes, perhaps elsewhere. */
    boolean sameBytesAs(ReadableFile other) {
        return file.contentId().equals(other.file.contentId())
                && java.util.Arrays.equals(storedSha256, other.storedSha256);
    }
}
