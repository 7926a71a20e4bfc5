package dev.storeward.core.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * By what a link or an upload address was given out. It ends with the key, and when the epoch is
 * raised: the key's, or, where no key is known, the user's, which begins at 0.
 *
 * @param keyId null for what was given out without a key, or by a release that did not tell
 */
public record LinkGrant(@Nullable UUID keyId, int epoch) {
    /** Given out without a key. */
    public static final LinkGrant OF_USER = new LinkGrant(null, 0);

    public static LinkGrant of(Caller caller) {
        KeyInUse key = caller.key();
        return key == null ? OF_USER : new LinkGrant(key.id(), key.linkEpoch());
    }
}
