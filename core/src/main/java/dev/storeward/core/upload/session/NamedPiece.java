package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.content.Piece;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.db.Sql;
import dev.storeward.core.upload.session.PieceTable.Kept;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A piece as its client names it to complete an upload.
 *
 * @param md5 it must have, in hexadecimal digits; empty for any
 */
public record NamedPiece(int number, String md5) {

    /** Those that are named, which are all there and in order. */
    static List<Kept> kept(Sql sql, UploadSession session, List<NamedPiece> named) {
        int last = 0;
        for (NamedPiece piece : named) {
            if (piece.number() <= last) {
                throw wrong("The pieces are not in ascending order.");
            }
            last = piece.number();
        }
        if (named.isEmpty() || named.size() > Piece.MOST) {
            throw wrong("A file has from 1 to " + Piece.MOST + " pieces.");
        }
        List<Kept> kept =
                PieceListTable.kept(sql, session, named.stream().map(NamedPiece::number).toList());
        int found = 0;
        for (NamedPiece piece : named) {
            Kept one = found < kept.size() ? kept.get(found) : null;
            if (one == null || one.piece().number() != piece.number()) {
                throw wrong("The piece " + piece.number() + " has not been sent.");
            }
            if (!piece.md5().isEmpty() && !piece.md5().equalsIgnoreCase(one.told().md5())) {
                throw wrong("The piece " + piece.number() + " has another MD5.");
            }
            found++;
        }
        return kept;
    }

    /** What the bucket may have begun to make is not made otherwise. */
    static void requireSame(Pieces pieces, @Nullable Pieces before) {
        if (before != null && !Arrays.equals(before.packed(), pieces.packed())) {
            throw wrong("It was begun to complete this upload with other pieces.");
        }
    }

    static RuntimeException wrong(String sentence) {
        return Problem.invalid("pieces", sentence).asException();
    }
}
