package dev.storeward.core.content;

import dev.storeward.core.crypto.Sha256;
import java.security.MessageDigest;

/**
 * The SHA-256 over the SHA-256s of pieces, of bytes that come as one stream. What comes behind the
 * last piece counts as its, so that nothing that is too long is right.
 */
final class DigestOfPieces extends MessageDigest {
    private final long[] sizes;
    private final MessageDigest whole = Sha256.begin();
    private final MessageDigest piece = Sha256.begin();
    private int current;
    private long seen;

    DigestOfPieces(long[] sizes) {
        super("SHA-256 of pieces");
        this.sizes = sizes.clone();
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        int done = 0;
        while (done < length) {
            if (seen == sizes[current] && current < sizes.length - 1) {
                whole.update(piece.digest());
                current++;
                seen = 0;
                continue;
            }
            boolean last = current == sizes.length - 1;
            int part =
                    last
                            ? length - done
                            : Math.toIntExact(Math.min(length - done, sizes[current] - seen));
            piece.update(input, offset + done, part);
            seen += part;
            done += part;
        }
    }

    @Override
    protected byte[] engineDigest() {
        byte[] digest = whole.digest(piece.digest());
        engineReset();
        return digest;
    }

    @Override
    protected void engineReset() {
        whole.reset();
        piece.reset();
        current = 0;
        seen = 0;
    }
}
