package dev.storeward.core.upload.session;

import dev.storeward.core.object.ObjectIntent;
import org.jspecify.annotations.Nullable;

/**
 * A session with what is needed to write its object.
 *
 * @param intent of the whole object
 * @param multipartId of the bucket's own upload that its pieces are parts of; null where each piece
 *     lies in an object by itself
 * @param reachVersion of the way to its location
 * @param ofAnother whether the installation that this one may be, or is, a copy of goes on with it:
 *     what were sent to its bucket from here would meet what is sent from there
 */
record HeldSession(
        UploadSession session,
        ObjectIntent intent,
        String keyId,
        @Nullable String multipartId,
        long reachVersion,
        boolean ofAnother) {}
