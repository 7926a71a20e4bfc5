package dev.storeward.testkit.gcs;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the one service account may do. Everything, unless it was taken away. */
final class Rights {
    private final Tokens tokens;
    private final Set<String> denied = ConcurrentHashMap.newKeySet();
    private final Set<String> foreign = ConcurrentHashMap.newKeySet();

    Rights(Tokens tokens) {
        this.tokens = tokens;
    }

    void deny(String permission) {
        denied.add(permission);
    }

    void allowAll() {
        denied.clear();
        foreign.clear();
    }

    /** Makes a bucket somebody else's. */
    void foreign(String bucket) {
        foreign.add(bucket);
    }

    void requireToken(Call call) {
        String given = call.header("Authorization").orElse("");
        if (!given.startsWith("Bearer ") || !tokens.valid(given.substring(7))) {
            throw new Refusal(401, "authError", "Invalid Credentials");
        }
    }

    boolean may(String permission, String bucket) {
        return !denied.contains(permission) && !foreign.contains(bucket);
    }

    void require(String permission, String bucket) {
        if (!may(permission, bucket)) {
            throw new Refusal(
                    403,
                    "forbidden",
                    "The account does not have "
                            + permission
                            + " access to the Google Cloud Storage resource.");
        }
    }
}
