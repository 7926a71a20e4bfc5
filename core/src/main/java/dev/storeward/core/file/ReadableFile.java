package dev.storeward.core.file;

import dev.storeward.core.content.Pieces;
import dev.storeward.store.ObjectKey;
import java.util.UUID;

/**
 * A file with all that is needed to read its bytes, as one query found it.
 *
 * @param reachVersion of the way to the location, by which {@link
 *     dev.storeward.core.backend.Reaches} knows it
 * @param format how its bytes are stored
 * @param header the stream header of the encryption; empty where pieces have each their own
 */
public record ReadableFile(
        StoredFile file,
        FileProperties properties,
        UUID objectId,
        ObjectKey key,
        UUID locationId,
        long reachVersion,
        int format,
        String keyId,
        byte[] header,
        long storedSize,
        byte[] storedSha256) {

    boolean isInPieces() {
        return format == Pieces.FORMAT;
    }

    /** Whether another look at the row found the very same stored bytes, perhaps elsewhere. */
    boolean sameBytesAs(ReadableFile other) {
        return file.contentId().equals(other.file.contentId())
                && java.util.Arrays.equals(storedSha256, other.storedSha256);
    }
}
