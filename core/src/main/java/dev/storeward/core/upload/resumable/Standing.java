package dev.storeward.core.upload.resumable;

import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.session.UploadSession;
import org.jspecify.annotations.Nullable;

/**
 * How an upload stands.
 *
 * @param offset how many bytes of it are kept, whatever crashes now
 * @param description as its client gave it
 * @param joined the partial uploads that it is put together of, as its client named them; empty for
 *     every other
 * @param file that it became; null while it is under way, and once the file is gone
 */
public record Standing(
        UploadSession session,
        long offset,
        String description,
        String joined,
        @Nullable StoredFile file) {}
