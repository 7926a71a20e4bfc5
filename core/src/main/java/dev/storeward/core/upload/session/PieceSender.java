package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.content.Piece;
import dev.storeward.core.crypto.ContentCipher;
import dev.storeward.core.crypto.EncryptingStream;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.upload.Attendance;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.body.DigestedStream;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.session.PieceTable.Attempt;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import dev.storeward.store.stream.BulkStream;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Sends the bytes of pieces to where they go. Safe for use by several threads. */
final class PieceSender {
    private final SessionGround ground;

    PieceSender(SessionGround ground) {
        this.ground = ground;
    }

    /** What the bucket took. */
    record Taken(Piece piece, @Nullable String tag) {}

    /**
     * Reads a piece to its end, encrypts it and sends it, while its client is there.
     *
     * @throws ProblemException when the body is to blame
     * @throws StoreException when the bucket is, or the client has gone
     */
    Taken send(Attempt attempt, InputStream whole, PieceBody plain, Attendance client) {
        HeldSession held = attempt.held();
        int number = attempt.number();
        ObjectStore store = ground.store(held);
        MessageDigest md5 = held.session().kind() == UploadSession.Kind.PARTED ? md5() : null;
        DigestedStream sha256 = new DigestedStream(whole, Sha256.begin());
        DigestedStream summed = md5 == null ? sha256 : new DigestedStream(sha256, md5);
        try (Attendance.Watch _ = client.begin();
                EncryptingStream encrypting =
                        ground.cipher(held)
                                .ofPiece(number)
                                .encrypt(client.over(summed), attempt.size());
                DigestedStream stored = new DigestedStream(encrypting, Sha256.begin())) {
            String tag = send(store, attempt, stored);
            byte[] md5Digest = md5 == null ? new byte[0] : md5.digest();
            Piece piece =
                    new Piece(
                            number,
                            sha256.count(),
                            encrypting.header(),
                            md5Digest,
                            sha256.digest(),
                            stored.digest());
            return new Taken(piece, tag);
        } catch (IOException | RuntimeException e) {
            ProblemException ofBody = plain.problem();
            if (ofBody != null) {
                throw ofBody;
            }
            if (client.left()) {
                throw SessionSteps.abandoned(e);
            }
            if (e instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new StoreException(
                    StoreException.Code.UNKNOWN, "The bytes could not be encrypted.", e);
        }
    }

    /** Answers the bucket's tag of a part; null for an object of the piece's own. */
    private static @Nullable String send(ObjectStore store, Attempt attempt, DigestedStream stored)
            throws IOException {
        HeldSession held = attempt.held();
        long length = ContentCipher.Segments.storedSize(attempt.size());
        Content content =
                attempt.size() <= UploadLimits.SMALL_BYTES
                        ? Content.of(stored.readAllBytes())
                        : Content.once(stored, OptionalLong.of(length));
        PieceTable.Own own = attempt.own();
        if (own != null) {
            store.put(own.key(), content, SessionGround.options(store, own.id()));
            return null;
        }
        return SessionGround.parts(store)
                .orElseThrow(() ->
                        new StoreException(
                                StoreException.Code.UNKNOWN, "The bucket takes no parts any more."))
                .upload(
                        held.intent().key(),
                        Objects.requireNonNull(held.multipartId()),
                        attempt.number(),
                        content)
                .tag();
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /**
     * The bytes of a piece, which are as many as were announced. Keeps what is wrong with them,
     * because who reads them may wrap what they throw.
     */
    static final class PieceBody extends BulkStream {
        private final InputStream in;
        private final long size;
        private long seen;
        private @Nullable Guard guard;
        private @Nullable ProblemException problem;

        /** What is asked from time to time while bytes come. */
        private static final class Guard {
            private static final long EVERY_MILLIS = 300_000;

            private final InstantSource clock;
            private final Runnable check;
            private long askedAt;

            private Guard(InstantSource clock, Runnable check) {
                this.clock = clock;
                this.check = check;
                this.askedAt = clock.millis();
            }

            private void ask() {
                long now = clock.millis();
                if (now - askedAt >= EVERY_MILLIS) {
                    check.run();
                    askedAt = now;
                }
            }
        }

        PieceBody(InputStream body, long size) {
            this.in = body;
            this.size = size;
        }

        /**
         * From here on it is asked every five minutes whether anybody waits for the piece yet.
         *
         * @param check throws a {@link ProblemException} when nobody does
         */
        void guard(InstantSource clock, Runnable check) {
            this.guard = new Guard(clock, check);
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                int read = in.read(buffer, offset, length);
                seen += Math.max(read, 0);
                if (seen > size || (read < 0 && seen < size)) {
                    throw new Problem.Incomplete(
                                    "The piece was announced with "
                                            + size
                                            + " bytes and has "
                                            + (seen > size ? "more" : "only " + seen)
                                            + ". Nothing was stored; send it again.")
                            .asException();
                }
                if (guard != null) {
                    guard.ask();
                }
                return read;
            } catch (ProblemException e) {
                problem = e;
                throw e;
            }
        }

        /** What is wrong with the bytes; null when nothing is. */
        @Nullable ProblemException problem() {
            return problem;
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
