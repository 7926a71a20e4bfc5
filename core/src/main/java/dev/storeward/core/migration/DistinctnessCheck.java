package dev.storeward.core.migration;

import dev.storeward.core.Problem;
import dev.storeward.core.backend.BackendProblems;
import dev.storeward.core.backend.Stores;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * Asks two places whether they are one: an object written through one must not be seen through the
 * other. An address and a name, or two names of one bucket, are one place, and a migration between
 * them would purge what it has just moved. Safe for use by several threads.
 */
final class DistinctnessCheck {
    private final Stores stores;

    DistinctnessCheck(Stores stores) {
        this.stores = stores;
    }

    /**
     * Asks both ways, and that the target gives back what was written to it.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when they are one place, or the
     *     target gives back something else; {@code Unavailable} when one of them fails
     */
    void requireTwo(Endpoints.End source, Endpoints.End target) {
        ask(target, source, "target");
        ask(source, target, "source");
    }

    private void ask(Endpoints.End written, Endpoints.End looked, String field) {
        ObjectKey key = new ObjectKey(name());
        byte[] bytes = key.value().getBytes(StandardCharsets.UTF_8);
        try {
            ObjectStore store = stores.open(written.access(), written.bucket());
            ObjectStore other = stores.open(looked.access(), looked.bucket());
            try {
                store.put(key, Content.of(bytes), PutOptions.defaults());
                if (other.head(key).isPresent()) {
                    throw Problem.invalid(
                                    "target",
                                    "Source and target are one place under two names: what is"
                                            + " written to one is seen in the other.")
                            .asException();
                }
                requireBack(store, key, bytes, field);
            } finally {
                remove(store, key);
            }
        } catch (StoreException e) {
            throw BackendProblems.of(e, "The " + field + " of the migration could not be asked.")
                    .asException(e);
        }
    }

    /** Named as the objects of a verification, so that the next one removes what a crash left. */
    private static String name() {
        String random = UUID.randomUUID().toString().replace("-", "").substring(16);
        return ".storeward/probe-" + random + "-challenge";
    }

    private static void requireBack(ObjectStore store, ObjectKey key, byte[] bytes, String field) {
        try (ObjectBody body = store.get(key, ByteRange.all())) {
            if (Arrays.equals(body.stream().readNBytes(bytes.length + 1), bytes)) {
                return;
            }
        } catch (IOException e) {
            throw new Problem.Unavailable(
                            "The " + field + " of the migration broke off while it was asked.", 10)
                    .asException(e);
        }
        throw Problem.invalid(field, "It gives back other bytes than were written to it.")
                .asException();
    }

    /** By its exact name; a challenge that stays is a few bytes under our own folder. */
    private static void remove(ObjectStore store, ObjectKey key) {
        try {
            store.delete(List.of(key));
        } catch (StoreException e) {
            // What brought us here, if anything did, is the thing to tell.
        }
    }
}
