package dev.storeward.core.content;

import dev.storeward.core.crypto.Sha256;
import dev.storeward.store.Content;
import java.security.MessageDigest;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What the stored bytes of an object are known by, so that they can be proven without a key: their
 * SHA-256 where they are one stream; where they are pieces, which several servers may have written
 * at once, the SHA-256 over the SHA-256s of the pieces as stored. Immutable.
 *
 * @param sha256 as the object's row has it
 * @param pieces bytes of each piece as stored; null for one stream
 */
public record StoredDigest(byte[] sha256, long @Nullable [] pieces) {

    public static StoredDigest ofStream(byte[] sha256) {
        return new StoredDigest(sha256, null);
    }

    public static StoredDigest of(Pieces pieces) {
        return new StoredDigest(pieces.storedSha256(), pieces.storedSizes());
    }

    /** A digest that has seen nothing yet, and is to see the stored bytes from first to last. */
    public MessageDigest begin() {
        return pieces == null ? Sha256.begin() : new DigestOfPieces(pieces);
    }

    /** Whether what {@link #begin} answered has seen the right bytes. */
    public boolean isOf(byte[] digest) {
        return Arrays.equals(digest, sha256);
    }

    /** The content with its digest, where it has one that a store can compare. */
    public Content declaredOf(Content content) {
        return pieces == null ? content.withSha256(sha256) : content;
    }

    /**
     * The sizes of the pieces as {@code SIZExCOUNT}, those alike one behind the other together;
     * null for one stream.
     */
    public @Nullable String pieceSizes() {
        if (pieces == null) {
            return null;
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < pieces.length; ) {
            int end = i;
            while (end < pieces.length && pieces[end] == pieces[i]) {
                end++;
            }
            text.append(i == 0 ? "" : ",").append(pieces[i]).append('x').append(end - i);
            i = end;
        }
        return text.toString();
    }
}
