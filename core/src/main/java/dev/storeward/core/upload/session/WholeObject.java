package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.content.Piece;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.content.StoredDigest;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.upload.body.DigestedStream;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.session.PieceTable.Kept;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.store.ByteRange;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a bucket make one object of the pieces of a session: of the parts of its own upload, or of
 * objects that are read one behind the other. May be called again after it was cut off. Belongs to
 * one thread.
 */
final class WholeObject {
    /** How a bucket refuses to make once more of pieces what was made of them. */
    private static final Set<Code> OF_WHAT_IS_MADE =
            Set.of(Code.ALREADY_EXISTS, Code.NOT_FOUND, Code.CORRUPT);

    private final SessionGround ground;
    private final ObjectWriter writer;
    private final HeldSession held;
    private final ObjectStore store;
    private final long leastPart;

    WholeObject(SessionGround ground, ObjectWriter writer, HeldSession held) {
        this.ground = ground;
        this.writer = writer;
        this.held = held;
        this.store = ground.store(held);
        this.leastPart =
                held.multipartId() == null
                        ? 0
                        : store.multipart().map(MultipartUploads::minimumPartSize).orElse(0L);
    }

    /**
     * Passes pieces that the bucket can put together; asks it nothing.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid}
     */
    void requireParts(Pieces pieces) {
        List<Piece> list = pieces.list();
        for (Piece piece : list.subList(0, list.size() - 1)) {
            if (piece.storedSize() < leastPart) {
                throw Problem.invalid(
                                "pieces",
                                "The piece "
                                        + piece.number()
                                        + " is too small: all but the last have at least "
                                        + leastPart
                                        + " bytes.")
                        .asException();
            }
        }
    }

    /**
     * Whether the whole object is there, from an attempt before. Its bytes are read to tell: what
     * an installation made under this key that this database is an older state of has the same mark
     * and may have the same size, and be of pieces that were sent again.
     *
     * @throws StoreException when it cannot be found out
     */
    boolean isThere(Pieces pieces) {
        return store.head(held.intent().key()).filter(found -> isOurs(found, pieces)).isPresent()
                && holds(StoredDigest.of(pieces));
    }

    private boolean holds(StoredDigest stored) {
        try (ObjectBody body = store.get(held.intent().key(), ByteRange.all());
                DigestedStream read = new DigestedStream(body.stream(), stored.begin())) {
            read.transferTo(OutputStream.nullOutputStream());
            return stored.isOf(read.digest());
        } catch (IOException e) {
            throw new StoreException(
                    Code.UNREACHABLE,
                    StoreException.Reason.BROKEN,
                    "The object broke off while it was read.",
                    e);
        }
    }

    /** By its mark; where a store keeps none, by its size: nobody else is given the key. */
    private boolean isOurs(ObjectInfo found, Pieces pieces) {
        String writerOf = found.metadata().get(PutOptions.WRITER);
        return found.size() == pieces.storedSize()
                && (writerOf == null || writerOf.equals(held.intent().id().toString()));
    }

    /**
     * Makes the object.
     *
     * @param kept the pieces with what the bucket knows them by
     * @throws StoreException {@code INVALID} when parts are no longer what was kept; with other
     *     codes the object may be there or not
     */
    void make(List<Kept> kept, Pieces pieces) {
        String multipartId = held.multipartId();
        if (multipartId == null) {
            compose(kept, pieces);
            return;
        }
        MultipartUploads uploads =
                store.multipart()
                        .orElseThrow(() ->
                                new StoreException(
                                        Code.UNKNOWN, "The bucket takes no parts any more."));
        List<MultipartUploads.Part> parts =
                kept.stream()
                        .map(one ->
                                new MultipartUploads.Part(
                                        one.piece().number(), Objects.requireNonNull(one.tag())))
                        .toList();
        try {
            uploads.complete(
                    held.intent().key(),
                    multipartId,
                    parts,
                    SessionGround.options(store, held.intent().id()));
        } catch (StoreException e) {
            // Its reply may have been lost: what is there tells.
            if (!isThere(pieces)) {
                throw e;
            }
        }
    }

    private void compose(List<Kept> kept, Pieces pieces) {
        ObjectKey key = held.intent().key();
        store.multipart()
                .ifPresent(uploads -> uploads.pending(key).forEach(id -> uploads.abort(key, id)));
        Claimant user = new Claimant(held.session().tenantId(), held.session().userId());
        ObjectWriter.Target target =
                new ObjectWriter.Target(
                        store,
                        key,
                        SessionGround.options(store, held.intent().id()),
                        user,
                        id -> ground.steps().keepMultipartId(held.intent(), id));
        try (Joined whole = new Joined(kept)) {
            writer.writeStored(target, whole, pieces.storedSize());
        } catch (StoreException e) {
            // Who made the object may have removed its pieces since.
            if (!OF_WHAT_IS_MADE.contains(e.code()) || !isThere(pieces)) {
                throw e;
            }
        } catch (IOException e) {
            throw new StoreException(
                    Code.UNREACHABLE,
                    StoreException.Reason.BROKEN,
                    "A piece broke off while it was read.",
                    e);
        }
    }

    /**
     * The stored bytes of one piece after the other, each asked for when it is its turn. It does
     * not come to its end when one of them is not what was sent, so that no object is made of it.
     */
    private final class Joined extends BulkStream {
        private final Iterator<Kept> rest;
        private @Nullable Piece piece;
        private @Nullable DigestedStream current;

        private Joined(List<Kept> kept) {
            this.rest = kept.iterator();
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            while (true) {
                DigestedStream open = current;
                if (open == null) {
                    if (!rest.hasNext()) {
                        return -1;
                    }
                    open = next(rest.next());
                }
                int read = open.read(buffer, offset, length);
                if (read >= 0) {
                    return read;
                }
                requireRight(Objects.requireNonNull(piece), open);
                close();
            }
        }

        private DigestedStream next(Kept kept) {
            InputStream bytes =
                    store.get(Objects.requireNonNull(kept.ownKey()), ByteRange.all()).stream();
            DigestedStream open = new DigestedStream(bytes, Sha256.begin());
            piece = kept.piece();
            current = open;
            return open;
        }

        private static void requireRight(Piece piece, DigestedStream read) {
            if (read.count() != piece.storedSize()
                    || !Arrays.equals(read.digest(), piece.storedSha256())) {
                throw new StoreException(
                        Code.CORRUPT,
                        "The bucket gave back other bytes for the piece "
                                + piece.number()
                                + " than were sent to it. Send it again.");
            }
        }

        @Override
        public void close() throws IOException {
            InputStream open = current;
            current = null;
            if (open != null) {
                open.close();
            }
        }
    }
}
