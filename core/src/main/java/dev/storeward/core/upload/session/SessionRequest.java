package dev.storeward.core.upload.session;

import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.upload.SessionSteps.Named;

/**
 * What a client says of a file that it will send in pieces.
 *
 * @param named where it is to lie; see {@link UploadSessions#chosen} and {@link
 *     UploadSessions#unique}
 * @param contentType as sent; empty when its bytes are to tell
 * @param size of the whole file; -1 when it is not known yet
 */
public record SessionRequest(
        UploadSession.Kind kind,
        Named named,
        Category category,
        String contentType,
        long size,
        FileProperties properties) {}
