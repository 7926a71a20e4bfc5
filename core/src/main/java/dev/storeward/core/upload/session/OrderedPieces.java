package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Piece;
import dev.storeward.core.crypto.ContentCipher.Segments;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.upload.Attendance;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.body.Admission;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.session.PieceSender.PieceBody;
import dev.storeward.core.upload.session.PieceTable.Attempt;
import dev.storeward.core.upload.session.PieceTable.Kept;
import dev.storeward.core.upload.share.FairPermits.Permit;
import dev.storeward.store.ByteRange;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.stream.BulkStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Pieces whose bytes come one behind the other, each in an object of its own: sent when they are
 * here as a whole, kept together, read back. Safe for use by several threads.
 */
public final class OrderedPieces {
    private final SessionGround ground;
    private final PieceUploads uploads;
    private final Admission admission;
    private final PieceSender sender;

    public OrderedPieces(SessionGround ground, PieceUploads uploads, Admission admission) {
        this.ground = ground;
        this.uploads = uploads;
        this.admission = admission;
        this.sender = new PieceSender(ground);
    }

    /** A piece whose bytes are in the bucket, and which does not count yet. */
    public static final class Pending {
        private final Attempt attempt;
        private final PieceTable.Sent sent;

        private Pending(Attempt attempt, PieceTable.Sent sent) {
            this.attempt = attempt;
            this.sent = sent;
        }
    }

    /**
     * Sends a piece, which counts once {@link #keep} was told of it. Its type and the size of the
     * whole are looked after by who sends it.
     *
     * @param found the type to keep with it; empty for none
     * @throws dev.storeward.core.ProblemException as {@link PieceUploads#put}; nothing of the piece
     *     is left then
     */
    public Pending send(
            Caller caller, UUID sessionId, int number, ByteArrayInputStream bytes, String found) {
        HeldSession held = ground.writable(caller, sessionId);
        if (held.session().state() != UploadSession.State.OPEN) {
            throw SessionGround.unknown().asException();
        }
        PieceUploads.requireInRange(number);
        long size = bytes.available();
        Attempt attempt = uploads.attempt(held, number, size);
        uploads.announce(attempt, Authority.of(caller));
        try (Permit _ = admission.send(held.intent().locationId(), held.session().tenantId())) {
            PieceSender.Taken taken = taken(attempt, new PieceBody(bytes, size));
            return new Pending(
                    attempt,
                    new PieceTable.Sent(taken.piece(), taken.tag(), found, FileProperties.NONE));
        } catch (StoreException e) {
            uploads.drop(attempt);
            throw SessionSteps.unstored(e);
        } catch (RuntimeException | Error e) {
            uploads.drop(attempt);
            throw e;
        }
    }

    private PieceSender.Taken taken(Attempt attempt, PieceBody plain) {
        return sender.send(attempt, plain, plain, new Attendance(new HereBody(plain)));
    }

    /** Bytes that are here already, whoever waits for them. */
    private record HereBody(InputStream stream) implements UploadBody {
        @Override
        public String trailingCategory() {
            return "";
        }

        @Override
        public boolean abandoned() {
            return false;
        }
    }

    /**
     * Has pieces of one session count, all of them or none.
     *
     * @param alongside called before, in the same transaction; may refuse
     * @throws dev.storeward.core.ProblemException as {@link PieceUploads#put}; the pieces are to be
     *     dropped then
     */
    public void keep(Caller caller, List<Pending> pieces, Consumer<Sql> alongside) {
        Authority authority = Authority.of(caller);
        HeldSession held = pieces.getFirst().attempt.held();
        Tx.Scope scope = ground.tx().forTenant(held.session().tenantId());
        try (Turn _ = scope.turn()) {
            scope.run(sql -> {
                PieceUploads.requireOpen(sql, held, authority);
                alongside.accept(sql);
                pieces.forEach(piece -> PieceUploads.keep(sql, piece.attempt, piece.sent));
            });
        }
    }

    /** Takes pieces back that do not count; never throws. */
    public void drop(List<Pending> pieces) {
        pieces.forEach(piece -> uploads.drop(piece.attempt));
    }

    /**
     * The bytes of the pieces behind a number, one behind the other.
     *
     * @param after the number that came last; 0 for none
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code Unavailable}
     */
    public byte[] bytes(Caller caller, UUID sessionId, int after) {
        HeldSession held = ground.own(caller, sessionId);
        List<Kept> kept = kept(held, after);
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try {
            ObjectStore store = ground.store(held);
            for (Kept one : kept) {
                read(held, store, one, all);
            }
        } catch (StoreException e) {
            throw SessionSteps.unstored(e);
        } catch (IOException e) {
            throw new Problem.Unavailable(
                            "The bytes that came before cannot be read back. Try again.", 5)
                    .asException(e);
        }
        return all.toByteArray();
    }

    private void read(HeldSession held, ObjectStore store, Kept kept, ByteArrayOutputStream all)
            throws IOException {
        try (InputStream plain = opened(held, store, kept)) {
            plain.transferTo(all);
        }
    }

    private InputStream opened(HeldSession held, ObjectStore store, Kept kept) {
        Piece piece = kept.piece();
        Segments whole = new Segments(0, piece.size(), piece.size());
        InputStream stored =
                store.get(Objects.requireNonNull(kept.ownKey()), ByteRange.all()).stream();
        return ground.cipher(held).ofPiece(piece.number()).decrypt(stored, piece.header(), whole);
    }

    /**
     * The bytes of all pieces of a session, of which each is opened when it is its turn. Closing it
     * closes the one that is open.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; the stream throws {@link
     *     StoreException} when a piece cannot be read
     */
    public InputStream stream(Caller caller, UUID sessionId) {
        HeldSession held = ground.own(caller, sessionId);
        Iterator<Kept> kept = kept(held, 0).iterator();
        ObjectStore store = ground.store(held);
        return new BulkStream() {
            private InputStream open = InputStream.nullInputStream();

            @Override
            public int read(byte[] buffer, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                int read = open.read(buffer, offset, length);
                while (read < 0 && kept.hasNext()) {
                    open.close();
                    open = opened(held, store, kept.next());
                    read = open.read(buffer, offset, length);
                }
                return read;
            }

            @Override
            public void close() throws IOException {
                open.close();
            }
        };
    }

    private List<Kept> kept(HeldSession held, int after) {
        return ground.tx()
                .forTenant(held.session().tenantId())
                .statement(sql -> PieceListTable.kept(sql, held.session(), after, Piece.MOST));
    }
}
