package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Sql;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.Head;
import dev.storeward.core.upload.body.PacedStream;
import dev.storeward.core.upload.body.PartPool.Lease;
import dev.storeward.core.upload.body.UploadLimits;
import dev.storeward.core.upload.resumable.ResumableTable.Position;
import dev.storeward.core.upload.session.OrderedPieces.Pending;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.core.upload.share.FairPermits.Permit;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * One request's bytes, behind those that are kept: as pieces of at most {@value
 * UploadLimits#PART_BYTES} bytes, each of which counts once it is in the bucket; the last is what
 * came until the body ended or broke off. Belongs to one thread.
 */
final class Appending {
    private static final int FIRST_LOOK = 16 << 10;

    /** From here on numbers of pieces are scarce: any that is not full is made longer. */
    private static final int MANY_PIECES = 5_000;

    private final ResumableGround ground;
    private final Caller caller;
    private final UploadSession session;
    private final boolean atOnce;
    private final UUID token;
    private final BodyReader reader;
    private final List<Pending> pending = new ArrayList<>();

    /** The first bytes of the file, as far as they are known and tell what it is. */
    private byte[] first;

    private String found = "";
    private boolean judged;
    private boolean foundIsKept = true;
    private long offset;
    private int last;
    private final int tail;

    Appending(
            ResumableGround ground,
            Caller caller,
            UploadSession session,
            Append append,
            UUID token,
            BodyReader reader,
            Position at) {
        this.ground = ground;
        this.caller = caller;
        this.session = session;
        this.atOnce = append.atOnce();
        this.token = token;
        this.reader = reader;
        this.offset = at.offset();
        this.last = at.last();
        this.tail = Math.toIntExact(at.tail());
        this.first =
                offset > 0 && offset < CategoryRules.TELLING_BYTES
                        ? ground.of().pieces().bytes(caller, session.id(), 0)
                        : new byte[0];
    }

    static BodyReader reader(ResumableGround ground, UploadSession session, InputStream body) {
        Claimant user = user(session);
        return new BodyReader(
                new PacedStream(
                        body,
                        ground.clock(),
                        () -> ground.admission().presses(user) || ground.pool().presses(user)),
                ground.clock());
    }

    private static Claimant user(UploadSession session) {
        return new Claimant(session.tenantId(), session.userId());
    }

    /**
     * Reads the body to its end.
     *
     * @return how many bytes of the upload are kept then
     * @throws RuntimeException what the body ended early with, when what came of it is kept
     */
    long run() {
        try {
            byte[] begun = new byte[FIRST_LOOK];
            int length = reader.fill(begun, 0);
            try (Permit _ = ground.admission().take(user(session))) {
                receive(begun, length);
            }
            RuntimeException cut = reader.cut();
            if (cut == null || !atOnce) {
                keep();
            }
            if (cut != null) {
                throw cut;
            }
            return offset;
        } finally {
            ground.of().pieces().drop(pending);
        }
    }

    /** Whether the file's type was told by what came. */
    boolean judged() {
        return judged;
    }

    private void receive(byte[] begun, int begunLength) {
        byte[] small = begun;
        int length = begunLength;
        if (!reader.ended()) {
            small = Arrays.copyOf(begun, UploadLimits.SMALL_BYTES);
            length = reader.fill(small, length);
        }
        boolean joins = length > 0 && last > 0 && tail < leastTail();
        if (reader.ended() && !joins) {
            put(small, 0, length);
            return;
        }
        try (Lease lease = ground.pool().take(user(session))) {
            byte[] buffer = lease.buffer();
            int joined = joins ? tail(buffer) : 0;
            int taken = Math.min(length, buffer.length - joined);
            System.arraycopy(small, 0, buffer, joined, taken);
            int rest = length - taken;
            taken = reader.fill(buffer, joined + taken);
            put(buffer, joined, taken);
            System.arraycopy(small, length - rest, buffer, 0, rest);
            taken = rest;
            while (!reader.ended()) {
                taken = reader.fill(buffer, taken);
                put(buffer, 0, taken);
                taken = 0;
            }
            put(buffer, 0, taken);
        }
    }

    /** What a last piece has that is left as it is. */
    private int leastTail() {
        return last < MANY_PIECES ? UploadLimits.SMALL_BYTES : UploadLimits.PART_BYTES;
    }

    /** Reads the last piece back, to be sent again with more behind it. */
    private int tail(byte[] buffer) {
        byte[] bytes = ground.of().pieces().bytes(caller, session.id(), last - 1);
        System.arraycopy(bytes, 0, buffer, 0, bytes.length);
        return bytes.length;
    }

    /**
     * Sends a piece.
     *
     * @param joined how many of the bytes are the last piece's, whose place it takes
     */
    private void put(byte[] buffer, int joined, int length) {
        int fresh = length - joined;
        if (fresh == 0 && !(last == 0 && session.size() == 0)) {
            return;
        }
        requireRoom(offset + fresh);
        judge(buffer, joined, fresh);
        if (joined == 0) {
            send(++last, buffer, 0, fresh);
        } else {
            try {
                send(last, buffer, 0, length);
            } catch (ProblemException e) {
                if (!(e.problem() instanceof Problem.QuotaExceeded)) {
                    throw e;
                }
                // For a moment it would be charged beside what it takes the place of.
                send(++last, buffer, joined, fresh);
            }
        }
        offset += fresh;
        if (!atOnce) {
            keep();
        }
    }

    private void send(int number, byte[] buffer, int from, int length) {
        pending.add(
                ground.of()
                        .pieces()
                        .send(
                                caller,
                                session.id(),
                                number,
                                new ByteArrayInputStream(buffer, from, length),
                                number == 1 ? found : ""));
        foundIsKept |= number == 1;
    }

    private void requireRoom(long end) {
        ground.rules().requireSize(session.category(), end);
        if (session.size() >= 0 && end > session.size()) {
            throw new Problem.TooLarge(
                            session.size(),
                            "More bytes came than the "
                                    + session.size()
                                    + " that the upload was announced with.")
                    .asException();
        }
    }

    /** Passes what the category takes, as soon as the first bytes of the file tell what it is. */
    private void judge(byte[] buffer, int joined, int fresh) {
        if (session.kind() == UploadSession.Kind.PARTIAL) {
            // It is told by the first bytes of the file what that is, wherever they are.
            return;
        }
        boolean firstAgain = joined > 0 && last == 1;
        if (judged || (offset >= CategoryRules.TELLING_BYTES && !firstAgain)) {
            return;
        }
        int known = firstAgain ? 0 : first.length;
        int from = firstAgain ? 0 : joined;
        int more = Math.min(CategoryRules.TELLING_BYTES - known, joined + fresh - from);
        first = Arrays.copyOf(first, known + more);
        System.arraycopy(buffer, from, first, known, more);
        if (first.length == CategoryRules.TELLING_BYTES || offset + fresh == session.size()) {
            found = type(ground.rules(), session, first);
            judged = true;
            foundIsKept = false;
        }
    }

    static String type(CategoryRules rules, UploadSession session, byte[] first) {
        Head head = new Head(first, first.length, true);
        String type = rules.type(head, session.name());
        rules.requireTaken(session.category(), type, head);
        return type;
    }

    private void keep() {
        if (!pending.isEmpty()) {
            ground.of().pieces().keep(caller, pending, this::besides);
            pending.clear();
        }
    }

    private void besides(Sql sql) {
        if (!ResumableTable.holds(sql, session, token)) {
            throw Writers.busy();
        }
        if (!foundIsKept) {
            ResumableTable.type(sql, session, found);
            foundIsKept = true;
        }
    }
}
