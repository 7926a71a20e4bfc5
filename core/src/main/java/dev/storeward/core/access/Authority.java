package dev.storeward.core.access;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What must still stand for work that a user began to be ended: the key it came with, or, where it
 * came with none, the user. A key ends no later than its user.
 *
 * @param keyId null where no key is known
 */
public record Authority(UUID userId, @Nullable UUID keyId) {
    public static Authority of(Caller caller) {
        KeyInUse key = caller.key();
        return new Authority(caller.userId(), key == null ? null : key.id());
    }
}
