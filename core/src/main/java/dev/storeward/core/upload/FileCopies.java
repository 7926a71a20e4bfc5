package dev.storeward.core.upload;

import dev.storeward.core.access.Caller;
import dev.storeward.core.file.Download;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.request.PutRequest;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.store.ByteRange;
import java.io.InputStream;

/**
 * Copies files to addresses. A copy is a content of its own: it is encrypted anew, is charged, and
 * goes where new files go. Safe for use by several threads.
 */
public final class FileCopies {
    private final Downloads downloads;
    private final Uploads uploads;

    public FileCopies(Downloads downloads, Uploads uploads) {
        this.downloads = downloads;
        this.uploads = uploads;
    }

    /**
     * Copies a file.
     *
     * @param kept what is kept with the copy
     * @throws dev.storeward.core.ProblemException as {@link Uploads#put}, and when the source
     *     cannot be read
     */
    public UploadedFile copy(
            Caller caller, ReadableFile source, PutRequest request, UploadBody.Kept kept) {
        Download download = downloads.open(source, ByteRange.all());
        try {
            return uploads.put(caller, request, new Copied(download.stream(), kept));
        } finally {
            download.end();
        }
    }

    /** Bytes that come from another file. */
    private record Copied(InputStream stream, Kept kept) implements UploadBody {
        @Override
        public String trailingCategory() {
            return "";
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }
}
