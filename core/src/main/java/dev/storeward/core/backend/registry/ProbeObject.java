package dev.storeward.core.backend.registry;

import dev.storeward.core.db.Tx;
import dev.storeward.store.ByteRange;
import dev.storeward.store.CapabilityProbe;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Proves a place: a small object of random bytes and name is written, read back, compared and
 * removed, also when a step before failed.
 */
final class ProbeObject {
    private static final int SIZE = 256;

    private final SecureRandom random;

    ProbeObject(SecureRandom random) {
        this.random = random;
    }

    /** The first step that failed, in words; empty when the place did all it must. */
    Optional<String> firstFailure(ObjectStore store) {
        Tx.requireNone();
        byte[] bytes = new byte[SIZE];
        random.nextBytes(bytes);
        ObjectKey key = freeKey();
        Optional<String> failure = writeAndRead(store, key, bytes);
        Optional<String> removal = remove(store, key);
        return failure.isPresent() ? failure : removal;
    }

    /** Whether a write that must not replace anything is refused when it would. */
    boolean honoursIfAbsent(ObjectStore store) {
        Tx.requireNone();
        return CapabilityProbe.conditionalPut(store, freeKey());
    }

    private ObjectKey freeKey() {
        byte[] name = new byte[8];
        random.nextBytes(name);
        return new ObjectKey(".storeward/probe-" + HexFormat.of().formatHex(name));
    }

    private static Optional<String> writeAndRead(ObjectStore store, ObjectKey key, byte[] bytes) {
        try {
            store.put(key, Content.of(bytes), PutOptions.defaults());
        } catch (StoreException e) {
            return Optional.of("A small object could not be written: " + e.getMessage());
        }
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            return Arrays.equals(body.stream().readAllBytes(), bytes)
                    ? Optional.empty()
                    : Optional.of("A small object was read back with other bytes than written.");
        } catch (StoreException | IOException e) {
            return Optional.of("A small object could not be read back: " + e.getMessage());
        }
    }

    private static Optional<String> remove(ObjectStore store, ObjectKey key) {
        try {
            List<DeleteFailure> failures = store.delete(List.of(key));
            return failures.stream()
                    .findFirst()
                    .map(failure ->
                            "A small object could not be deleted: "
                                    + failure.reason().getMessage());
        } catch (StoreException e) {
            return Optional.of("A small object could not be deleted: " + e.getMessage());
        }
    }
}
