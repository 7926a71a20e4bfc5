package dev.storeward.core.object;

import dev.storeward.core.content.Piece;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.ContentCipher.Segments;
import dev.storeward.core.crypto.CorruptContentException;
import dev.storeward.core.crypto.DecryptingStream;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.OptionalLong;

/**
 * Proves of an object without a mark that it was written for a row: its first segment opens with
 * the tenant's key for the row's content and no other. Whoever cannot encrypt for that content
 * cannot have written it. Safe for use by several threads.
 */
public final class OwnershipProof {
    private final KeyRing keys;

    public OwnershipProof(KeyRing keys) {
        this.keys = keys;
    }

    /**
     * Reads the object's first segment, 64 KiB at most.
     *
     * @return false also where nothing can be proven, as of bytes that came unencrypted
     */
    boolean holds(ObjectStore store, PurgeTable.Purge purge, ObjectInfo found) {
        PurgeTable.Content content = purge.content();
        OptionalLong size =
                switch (content.format()) {
                    case ContentCipher.FORMAT -> Segments.plainSize(found.size());
                    case Pieces.FORMAT -> firstSize(content, found);
                    default -> OptionalLong.empty();
                };
        if (size.isEmpty()) {
            return false;
        }
        ContentCipher whole = keys.forReading(purge.tenantId(), content.id(), content.keyId());
        ContentCipher cipher = whole;
        if (content.format() == Pieces.FORMAT) {
            Piece first = content.first();
            cipher = whole.ofPiece(first == null ? content.piece() : first.number());
        }
        long plain = size.orElseThrow();
        Segments first = cipher.segmentsFor(0, Math.min(1, plain), plain);
        try {
            byte[] stored = read(store, purge, Math.toIntExact(first.storedLength()));
            byte[] header = Arrays.copyOf(stored, ContentCipher.HEADER_BYTES);
            try (DecryptingStream opened =
                    cipher.decrypt(new ByteArrayInputStream(stored), header, first)) {
                opened.verifyFirst();
                return true;
            }
        } catch (CorruptContentException e) {
            return false;
        } catch (IOException e) {
            throw new StoreException(
                    StoreException.Code.UNREACHABLE,
                    StoreException.Reason.BROKEN,
                    "The object " + purge.key() + " broke off before its end.",
                    e);
        }
    }

    /** The size of the first of its pieces; empty where it is not known which that is. */
    private static OptionalLong firstSize(PurgeTable.Content content, ObjectInfo found) {
        if (content.piece() > 0) {
            return Segments.plainSize(found.size());
        }
        Piece first = content.first();
        return first == null || found.size() < first.storedSize()
                ? OptionalLong.empty()
                : OptionalLong.of(first.size());
    }

    private static byte[] read(ObjectStore store, PurgeTable.Purge purge, int length)
            throws IOException {
        try (ObjectBody body = store.get(purge.key(), new ByteRange.Between(0, length - 1L))) {
            return body.stream().readNBytes(length);
        }
    }
}
