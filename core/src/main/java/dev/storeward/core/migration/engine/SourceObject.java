package dev.storeward.core.migration.engine;

import dev.storeward.core.content.StoredDigest;
import dev.storeward.core.migration.share.MeteredStream;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/**
 * Where a file's bytes lie before it moves, read as they were stored and known by their digest.
 * Belongs to one thread.
 */
final class SourceObject {
    private final SlotContext context;
    private final Task.Ready ready;
    private final Task.Stored from;
    private @Nullable StoredDigest digest;

    SourceObject(SlotContext context, Task.Ready ready) {
        this.context = context;
        this.ready = ready;
        this.from = ready.from();
    }

    /** What its bytes are known by, wherever they lie. */
    StoredDigest digest() {
        StoredDigest known = digest;
        if (known == null) {
            known = context.digestOf(from);
            digest = known;
        }
        return known;
    }

    /** Bytes that are to be what the source holds, on their way from where they were copied to. */
    MeteredStream read(InputStream bytes) {
        return context.fromTarget(bytes, ready.copy(), digest().begin());
    }

    /**
     * All of it; for small objects.
     *
     * @throws StoreException {@code CORRUPT} when it is not what was stored
     */
    byte[] bytes() throws IOException {
        try (ObjectBody body = open();
                MeteredStream metered =
                        context.fromSource(body.stream(), ready.copy(), digest().begin())) {
            byte[] bytes = metered.readNBytes(Math.toIntExact(from.size()) + 1);
            require(metered, bytes.length);
            return bytes;
        }
    }

    /** Reads it to the end, as {@link #bytes} without keeping any of it. */
    void requireRight() throws IOException {
        try (ObjectBody body = open();
                MeteredStream metered = read(body.stream())) {
            metered.drain(from.size());
            require(metered, metered.count());
        }
    }

    ObjectBody open() {
        try {
            return context.stores().at(from.location()).get(from.key(), ByteRange.all());
        } catch (StoreException e) {
            if (e.code() == Code.NOT_FOUND) {
                throw lost();
            }
            throw e;
        }
    }

    /** What the source answers that has it no more. */
    static StoreException lost() {
        return new StoreException(
                Code.NOT_FOUND,
                "The source has lost the object: restore it there, then retry the migration.");
    }

    /** What was read must be what was written once. */
    private void require(MeteredStream metered, long count) throws IOException {
        if (count < from.size()) {
            throw new IOException("the source ended early");
        }
        if (count != from.size() || !digest().isOf(metered.digest())) {
            throw new StoreException(
                    Code.CORRUPT,
                    "The source holds other bytes than were stored there. The file stays where it"
                            + " is, and its object is not removed.");
        }
    }
}
