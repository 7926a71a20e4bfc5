package dev.storeward.core.upload;

import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.upload.request.UploadedFile;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What was promised of a file before its bytes came.
 *
 * @param fileId the id the file is to have; of no other file
 * @param backendId the backend it is to lie on; null: the one the request names
 * @param alongside committed in the transaction that makes the file visible; null for nothing, so
 *     that no transaction of several statements is needed
 */
public record PromisedUpload(
        UUID fileId,
        @Nullable UUID backendId,
        @Nullable InSameTransaction<UploadedFile> alongside) {
    /** A file of which nothing was promised. */
    static PromisedUpload none(@Nullable InSameTransaction<UploadedFile> alongside) {
        return new PromisedUpload(Ids.next(), null, alongside);
    }

    boolean commitsMore() {
        return alongside != null;
    }

    void commit(Sql sql, UploadedFile file) {
        if (alongside != null) {
            alongside.in(sql, file);
        }
    }
}
