package dev.storeward.core.masterkey;

import dev.storeward.core.masterkey.MasterKeyStatus.State;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A change from one master key to another. */
record Rotation(
        UUID id,
        String from,
        String to,
        State state,
        long rewrapped,
        long unreadable,
        Instant startedAt,
        @Nullable Instant switchedAt,
        @Nullable Instant endedAt) {

    boolean isOpen() {
        return state == State.DISTRIBUTE || state == State.REWRAP;
    }
}
