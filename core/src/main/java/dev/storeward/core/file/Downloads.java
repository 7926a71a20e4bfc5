package dev.storeward.core.file;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.backend.BackendAccessTable.Reach;
import dev.storeward.core.backend.BackendProblems;
import dev.storeward.core.backend.Reaches;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.content.Piece;
import dev.storeward.core.content.PieceRange;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.content.PiecesTable;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.KeyRing;
import dev.storeward.core.db.Tx;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Reads files: one request to the bucket for the segments a range needs, decrypted as they come.
 * Safe for use by several threads.
 */
public final class Downloads {
    private final Tx tx;
    private final Stores stores;
    private final Reaches reaches;
    private final KeyRing keys;

    public Downloads(Tx tx, Stores stores, Reaches reaches, KeyRing keys) {
        this.tx = tx;
        this.stores = stores;
        this.reaches = reaches;
        this.keys = keys;
    }

    /**
     * Opens a file. When this returns, the first segment was read and proven, so that a missing,
     * unreachable or damaged object has its own answer instead of a broken body.
     */
    public Download open(ReadableFile readable, ByteRange range) {
        StoredFile file = readable.file();
        ByteRange.Slice slice = slice(file, range);
        try {
            InputStream plain =
                    readable.isInPieces() ? pieces(readable, slice) : one(readable, slice);
            return new Download(file, slice.offset(), slice.length(), primed(plain));
        } catch (StoreException e) {
            throw BackendProblems.of(e, "The file cannot be read at the moment.").asException(e);
        }
    }

    /**
     * The pieces of a file, in order; none of a file whose bytes came in one request.
     *
     * @throws ProblemException {@code NotFound} when it was deleted since it was found
     */
    public List<Piece> pieces(ReadableFile readable) {
        return readable.isInPieces() ? listed(readable).pieces().list() : List.of();
    }

    /** A file where its bytes lie, with the pieces that they are. */
    private record Listed(ReadableFile readable, Pieces pieces) {}

    /** Of an object that was purged since it was found, the bytes may lie in another by now. */
    private Listed listed(ReadableFile readable) {
        Optional<Pieces> found = list(readable);
        if (found.isPresent()) {
            return new Listed(readable, found.get());
        }
        ReadableFile now = look(readable);
        return Optional.of(now)
                .filter(readable::sameBytesAs)
                .flatMap(this::list)
                .map(pieces -> new Listed(now, pieces))
                .orElseThrow(Downloads::deleted);
    }

    private static ProblemException deleted() {
        return new Problem.NotFound("The file was deleted while it was read.").asException();
    }

    private Optional<Pieces> list(ReadableFile readable) {
        UUID tenantId = readable.file().tenantId();
        return tx.forTenant(tenantId)
                .statement(sql -> PiecesTable.of(sql, tenantId, readable.objectId()));
    }

    private InputStream one(ReadableFile readable, ByteRange.Slice slice) {
        ContentCipher cipher = cipher(readable);
        ContentCipher.Segments segments =
                cipher.segmentsFor(slice.offset(), slice.length(), readable.file().size());
        ByteRange.Slice stored =
                new ByteRange.Slice(segments.storedOffset(), segments.storedLength());
        return cipher.decrypt(stored(readable, stored), readable.header(), segments);
    }

    private InputStream pieces(ReadableFile readable, ByteRange.Slice slice) {
        Listed listed = listed(readable);
        PieceRange range = listed.pieces().range(slice);
        return range.decrypt(stored(listed.readable(), range.stored()), cipher(readable));
    }

    private InputStream stored(ReadableFile readable, ByteRange.Slice range) {
        return new ResumingStream(readable, range, this::reopen, this::look);
    }

    private ContentCipher cipher(ReadableFile readable) {
        StoredFile file = readable.file();
        return keys.forReading(file.tenantId(), file.contentId(), readable.keyId());
    }

    private static ByteRange.Slice slice(StoredFile file, ByteRange range) {
        try {
            return range.within(file.size());
        } catch (StoreException e) {
            throw new Problem.RangeNotSatisfiable(
                            file.size(),
                            "The range lies behind the end of the file, which has "
                                    + file.size()
                                    + " bytes.")
                    .asException();
        }
    }

    private InputStream reopen(ReadableFile readable, long offset, long length) {
        Reach reach =
                reaches.of(
                        readable.file().tenantId(), readable.locationId(), readable.reachVersion());
        ObjectStore store = stores.openForRequest(reach.access(), reach.bucket());
        if (length == 0) {
            return InputStream.nullInputStream();
        }
        ByteRange range =
                offset == 0 && length == readable.storedSize()
                        ? ByteRange.all()
                        : new ByteRange.Between(offset, offset + length - 1);
        return store.get(readable.key(), range).stream();
    }

    private ReadableFile look(ReadableFile before) {
        StoredFile file = before.file();
        return tx.forTenant(file.tenantId())
                .statement(sql -> {
                    Optional<ReadableFile> now =
                            FileTable.readableById(sql, file.tenantId(), file.id());
                    return now.isPresent() || !AddressTable.isKeptForReaders(sql, before)
                            ? now
                            : Optional.of(before);
                })
                .orElseThrow(Downloads::deleted);
    }

    /** Reads the first byte, and with it the first segment; the end of an empty file counts. */
    private static InputStream primed(InputStream plain) {
        PushbackInputStream primed = new PushbackInputStream(plain, 1);
        try {
            int first = plain.read();
            if (first >= 0) {
                primed.unread(first);
            }
            return primed;
        } catch (IOException e) {
            closeQuietly(plain);
            throw BackendProblems.ofRead(e).asException(e);
        } catch (RuntimeException e) {
            closeQuietly(plain);
            throw e;
        }
    }

    static void closeQuietly(InputStream stream) {
        try {
            stream.close();
        } catch (IOException e) {
            // What was read before, or the error that brought us here, is what counts.
        }
    }
}
