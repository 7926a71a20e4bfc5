package dev.storeward.server.s3.signature;

import dev.storeward.store.Secret;
import java.util.Optional;

/** Where the secret of an access key is found. */
@FunctionalInterface
public interface AccessKeys {
    /** The secret of a key that may be used now; empty for every other. */
    Optional<Secret> secretOf(String accessKeyId);
}
