package dev.storeward.server.api.s3.upload;

import dev.storeward.server.api.s3.S3RequestReader;
import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.util.Optional;
import java.util.UUID;

/** The ids of uploads, as they were given out. */
final class UploadIdReader {
    private UploadIdReader() {}

    /**
     * The one that a request names.
     *
     * @throws S3Exception {@code NO_SUCH_UPLOAD} for what was never given out
     */
    static UUID of(S3RequestReader sent) {
        return sent.parameter("uploadId")
                .flatMap(UploadIdReader::find)
                .orElseThrow(() -> new S3Exception(S3Code.NO_SUCH_UPLOAD));
    }

    static Optional<UUID> find(String text) {
        try {
            return Optional.of(UUID.fromString(text)).filter(id -> id.toString().equals(text));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
