package dev.storeward.core.content;

import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.DecryptingStream;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The parts of one piece after the other, each opened for itself. Belongs to one thread. */
final class PieceStream extends BulkStream {
    private final InputStream stored;
    private final ContentCipher cipher;
    private final Iterator<Pieces.Part> parts;
    private @Nullable DecryptingStream piece;

    PieceStream(InputStream stored, ContentCipher cipher, List<Pieces.Part> parts) {
        this.stored = stored;
        this.cipher = cipher;
        this.parts = parts.iterator();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (true) {
            if (piece == null) {
                if (!parts.hasNext()) {
                    return -1;
                }
                Pieces.Part part = parts.next();
                piece =
                        cipher.ofPiece(part.piece().number())
                                .decrypt(stored, part.piece().header(), part.segments());
            }
            int read = piece.read(buffer, offset, length);
            if (read >= 0) {
                return read;
            }
            piece = null;
        }
    }

    @Override
    public void close() throws IOException {
        stored.close();
    }
}
