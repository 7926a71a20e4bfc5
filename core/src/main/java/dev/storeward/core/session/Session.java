package dev.storeward.core.session;

import dev.storeward.core.access.Caller;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.UUID;

/**
 * A browser that is signed in.
 *
 * @param caller whose key it was signed in with, in the request that is being answered
 * @param formToken what every form of this session holds, and no page of another origin knows
 * @param endsAt when it ends by itself
 */
public record Session(UUID id, Caller caller, String formToken, Instant endsAt) {

    /** Whether a form is one of this session's. Compares in constant time. */
    public boolean gave(String sentToken) {
        return MessageDigest.isEqual(
                sentToken.getBytes(StandardCharsets.UTF_8),
                formToken.getBytes(StandardCharsets.UTF_8));
    }

    /** Without what forms are proven by. */
    @Override
    public String toString() {
        return "Session[" + id + ", " + caller.email() + ", until " + endsAt + "]";
    }
}
