package dev.storeward.core.backend.registry;

import dev.storeward.core.db.Tx;
import dev.storeward.store.ByteRange;
import dev.storeward.store.CapabilityProbe;
import dev.storeward.store.Content;
import dev.storeward.store.DeleteFailure;
import dev.storeward.store.ListRequest;
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
 * Proves a place: a small object of random bytes and name is written, read back, compared, found in
 * a listing and removed, also when a step before failed.
 */
final class ProbeObject {
    private static final String FOLDER = ".storeward/";
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
        Optional<String> failure = writeAndRead(store, key, bytes).or(() -> list(store));
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
        return new ObjectKey(FOLDER + "probe-" + HexFormat.of().formatHex(name));
    }

    private static Optional<String> writeAndRead(ObjectStore store, ObjectKey key, byte[] bytes) {
        try {
            store.put(key, Content.of(bytes), PutOptions.defaults());
        } catch (StoreException e) {
            return Optional.of(
                    "A small object could not be written: "
                            + e.getMessage()
                            + missing(e, "write", "PutObject"));
        }
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            return Arrays.equals(body.stream().readAllBytes(), bytes)
                    ? Optional.empty()
                    : Optional.of("A small object was read back with other bytes than written.");
        } catch (StoreException e) {
            return Optional.of(
                    "A small object could not be read back: "
                            + e.getMessage()
                            + missing(e, "read", "GetObject"));
        } catch (IOException e) {
            return Optional.of("A small object could not be read back: " + e.getMessage());
        }
    }

    /** Who removes objects looks first whose they are. */
    private static Optional<String> list(ObjectStore store) {
        try {
            store.list(new ListRequest(FOLDER, "", 1));
            return Optional.empty();
        } catch (StoreException e) {
            return Optional.of(
                    "The objects under "
                            + FOLDER
                            + " could not be listed: "
                            + e.getMessage()
                            + missing(e, "list", "ListBucket"));
        }
    }

    private static String missing(StoreException e, String permission, String s3) {
        return e.code() == StoreException.Code.FORBIDDEN
                ? " The credential lacks the permission to "
                        + permission
                        + " (s3:"
                        + s3
                        + " on S3)."
                : "";
    }

    private static Optional<String> remove(ObjectStore store, ObjectKey key) {
        try {
            List<DeleteFailure> failures = store.delete(List.of(key));
            return failures.stream().findFirst().map(failure -> undeleted(failure.reason()));
        } catch (StoreException e) {
            return Optional.of(undeleted(e));
        }
    }

    private static String undeleted(StoreException e) {
        return "A small object could not be deleted: "
                + e.getMessage()
                + missing(e, "delete", "DeleteObject");
    }
}
