package dev.storeward.core.upload.session;

import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;

/**
 * An upload in several requests.
 *
 * @param fileId the id its file has, once it is there
 * @param address its file will have
 * @param contentType as sent; empty when the bytes are to tell
 * @param size of the whole file as announced; -1 when it was not
 * @param expiresAt when it is aborted; of one that has ended, when it is forgotten
 */
public record UploadSession(
        UUID tenantId,
        UUID id,
        UUID userId,
        UUID fileId,
        String address,
        String name,
        Category category,
        String contentType,
        long size,
        FileProperties properties,
        Kind kind,
        State state,
        Instant createdAt,
        Instant expiresAt) {

    /** How its pieces come. */
    public enum Kind {
        /** In any order, large but for the last, with an MD5 each. */
        PARTED,
        /** One behind the other, of any size. */
        RESUMABLE,
        /** Likewise; they become no file by themselves, but a part of that of a joined one. */
        PARTIAL,
        /** From here, out of those of partial ones. */
        JOINED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far it is. */
    public enum State {
        OPEN,
        COMPLETING,
        DONE,
        ABORTED
    }
}
