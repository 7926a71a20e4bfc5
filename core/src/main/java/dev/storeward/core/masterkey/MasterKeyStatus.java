package dev.storeward.core.masterkey;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The state of the master keys and of their rotation.
 *
 * @param current the id of the key that new values are sealed under
 * @param target the key a rotation leads or led to; null before the first one
 * @param keys those of the answering node's file, and those that sealed values need
 * @param waitingFor the nodes that a rotation waits for
 */
public record MasterKeyStatus(
        String current,
        State state,
        @Nullable String target,
        List<KnownKey> keys,
        Progress progress,
        List<WaitingNode> waitingFor,
        @Nullable Instant startedAt,
        @Nullable Instant switchedAt,
        @Nullable Instant endedAt) {
    public MasterKeyStatus {
        keys = List.copyOf(keys);
        waitingFor = List.copyOf(waitingFor);
    }

    /** Where the newest rotation stands. */
    public enum State {
        /** There was none yet. */
        NEVER,
        /** The new key must come into every node's file. */
        DISTRIBUTE,
        /** New values are sealed under the new key; the old ones are sealed anew. */
        REWRAP,
        DONE
    }

    /** What a key is good for. */
    public enum KeyState {
        /** In the file behind the current one: the next rotation leads to it. */
        NEXT,
        CURRENT,
        /** Values are still sealed under it. */
        OLD,
        /** Nothing in the database needs it any more; backups of the database may. */
        RETIRABLE,
        /** Values are sealed under it, and the answering node does not have it. */
        MISSING
    }

    /**
     * A master key.
     *
     * @param createdAt null when this node does not have it
     * @param references how many values are sealed under it
     */
    public record KnownKey(
            String id, @Nullable Instant createdAt, KeyState state, long references) {}

    /**
     * The values that the newest rotation seals anew.
     *
     * @param unreadable those that could not be opened when they were met last; they stay as they
     *     are and the log names them
     */
    public record Progress(long rewrapped, long remaining, long unreadable) {
        public long total() {
            return rewrapped + remaining;
        }
    }

    /** A node that does not have the new key, or does not seal under it yet. */
    public record WaitingNode(UUID id, String name, Instant startedAt) {}
}
