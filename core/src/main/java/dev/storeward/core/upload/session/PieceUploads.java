package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Piece;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.Attendance;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.body.Admission;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.Head;
import dev.storeward.core.upload.body.PacedStream;
import dev.storeward.core.upload.body.UploadBody;
import dev.storeward.core.upload.session.PieceSender.PieceBody;
import dev.storeward.core.upload.session.PieceTable.Attempt;
import dev.storeward.core.upload.share.Claimant;
import dev.storeward.core.upload.share.FairPermits.Permit;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.StoreException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.UUID;

/**
 * Takes the pieces of sessions, several at once and on any node. A piece is charged, its row
 * written, and its bytes sent, in this order; it counts once its row says that it is kept. Of two
 * under one number the last that is kept counts. Safe for use by several threads.
 */
public final class PieceUploads {
    private final SessionGround ground;
    private final CategoryRules rules;
    private final Admission admission;
    private final InstantSource clock;
    private final PieceSender sender;

    public PieceUploads(
            SessionGround ground, CategoryRules rules, Admission admission, InstantSource clock) {
        this.ground = ground;
        this.rules = rules;
        this.admission = admission;
        this.clock = clock;
        this.sender = new PieceSender(ground);
    }

    /**
     * Stores one piece, in the place of one that has its number.
     *
     * @param number from 1 to {@value Piece#MOST}
     * @param size bytes of the body, exactly
     * @param body of what it tells besides, the checksums are kept with the piece
     * @return the piece as it is kept
     * @throws ProblemException {@code NotFound} when the session takes no pieces; {@code
     *     QuotaExceeded}; {@code TooLarge}; {@code UnsupportedType}; {@code Incomplete}; {@code
     *     Unavailable}; nothing of the piece is left then, and what was there before is
     */
    public StoredPiece put(Caller caller, UUID sessionId, int number, long size, UploadBody body) {
        HeldSession held = ground.writable(caller, sessionId);
        UploadSession session = held.session();
        if (session.state() != UploadSession.State.OPEN) {
            throw SessionGround.unknown().asException();
        }
        requireInRange(number);
        rules.requireSize(session.category(), size);
        Claimant user = new Claimant(session.tenantId(), session.userId());
        InputStream paced = new PacedStream(body.stream(), clock, () -> admission.presses(user));
        PieceBody plain = new PieceBody(paced, size);
        try (Permit _ = admission.take(user)) {
            return put(caller, held, number, size, body, plain);
        }
    }

    static void requireInRange(int number) {
        if (number < 1 || number > Piece.MOST) {
            throw Problem.invalid("number", "Must be from 1 to " + Piece.MOST + ".").asException();
        }
    }

    private StoredPiece put(
            Caller caller,
            HeldSession held,
            int number,
            long size,
            UploadBody body,
            PieceBody plain) {
        UploadSession session = held.session();
        Head head = Head.begin(plain);
        String found = rules.type(head, session.name());
        if (number == 1) {
            rules.requireTaken(session.category(), found, head);
        } else if (!rules.takes(session.category(), found, head)) {
            // It is told by its first piece what a file is, which this may not become.
            found = "";
        }
        Attempt attempt = attempt(held, number, size);
        Authority authority = Authority.of(caller);
        announce(attempt, authority);
        plain.guard(clock, () -> requireUnderWay(attempt, authority));
        try {
            PieceSender.Taken taken;
            try (Permit _ = admission.send(held.intent().locationId(), session.tenantId())) {
                taken = sender.send(attempt, head.followedBy(plain), plain, new Attendance(body));
            }
            Piece piece = taken.piece();
            FileProperties told = body.kept().properties();
            keep(attempt, authority, new PieceTable.Sent(piece, taken.tag(), found, told));
            return new StoredPiece(
                    number,
                    size,
                    HexFormat.of().formatHex(piece.md5()),
                    piece.sha256(),
                    told.checksums(),
                    clock.instant());
        } catch (StoreException e) {
            drop(attempt);
            if (SessionGround.isForgotten(held, e)) {
                SessionTidying.abort(ground, held);
                throw SessionGround.unknown().asException(e);
            }
            throw SessionSteps.unstored(e);
        } catch (RuntimeException | Error e) {
            drop(attempt);
            throw e;
        }
    }

    /** Where a bucket takes parts, the piece is one; else it has an object and a key of its own. */
    Attempt attempt(HeldSession held, int number, long size) {
        PieceTable.Own own = null;
        if (held.multipartId() == null) {
            UUID id = Ids.next();
            String hex = id.toString().replace("-", "");
            String key = held.intent().key() + "~" + hex.substring(hex.length() - 12);
            own = new PieceTable.Own(id, new ObjectKey(key));
        }
        return new Attempt(held, number, size, UUID.randomUUID(), ground.nodeId(), own);
    }

    void announce(Attempt attempt, Authority authority) {
        UUID tenantId = attempt.held().session().tenantId();
        Tx.Scope scope = ground.tx().forTenant(tenantId);
        boolean charged;
        try (Turn turn = scope.turn()) {
            charged =
                    scope.statement(sql -> {
                        boolean fits = PieceTable.announce(sql, attempt, authority);
                        turn.end();
                        if (fits) {
                            Quotas.barrier(sql);
                        }
                        return fits;
                    });
        } catch (RuntimeException e) {
            // It may have been committed all the same.
            drop(attempt);
            throw e;
        }
        if (!charged) {
            requireOpen(attempt, authority);
            throw ground.quotas().exceeded(tenantId).asException();
        }
    }

    /**
     * Tells a session that takes no pieces, and a right that ended, from a piece that does not fit.
     */
    private void requireOpen(Attempt attempt, Authority authority) {
        HeldSession held = attempt.held();
        ground.tx()
                .forTenant(held.session().tenantId())
                .run(sql -> requireOpen(sql, held, authority));
    }

    /** Passes an attempt that somebody waits for yet. */
    private void requireUnderWay(Attempt attempt, Authority authority) {
        ground.tx()
                .forTenant(attempt.held().session().tenantId())
                .run(sql -> {
                    requireOpen(sql, attempt.held(), authority);
                    if (!SessionTable.isUnderWay(sql, attempt)) {
                        throw SessionGround.unknown().asException();
                    }
                });
    }

    static void requireOpen(Sql sql, HeldSession held, Authority authority) {
        boolean written = SessionTable.lockObject(sql, held.intent());
        if (written && SessionTable.isOpen(sql, held.session(), authority)) {
            return;
        }
        SessionGround.requireAuthority(sql, authority);
        throw SessionGround.unknown().asException();
    }

    private void keep(Attempt attempt, Authority authority, PieceTable.Sent sent) {
        Tx.Scope scope = ground.tx().forTenant(attempt.held().session().tenantId());
        try (Turn _ = scope.turn()) {
            scope.run(sql -> {
                requireOpen(sql, attempt.held(), authority);
                keep(sql, attempt, sent);
            });
        }
    }

    static void keep(Sql sql, Attempt attempt, PieceTable.Sent sent) {
        PieceTable.replace(sql, attempt);
        if (!PieceTable.keep(sql, attempt, sent)) {
            throw SessionGround.unknown().asException();
        }
    }

    /**
     * Takes an attempt back, and removes at once what lies in an object of its own: there is none
     * of its bytes that comes later.
     */
    void drop(Attempt attempt) {
        UUID tenantId = attempt.held().session().tenantId();
        ground.retryLater()
                .nowOrLater(() -> {
                    Tx.Scope scope = ground.tx().forTenant(tenantId);
                    try (Turn _ = scope.turn()) {
                        scope.run(sql -> {
                            // Behind whoever has the session, an announcement of it that is late
                            // too.
                            boolean _ = SessionTable.lockObject(sql, attempt.held().intent());
                            PieceTable.drop(sql, attempt);
                        });
                    }
                });
        PieceTable.Own own = attempt.own();
        if (own != null) {
            ground.cameLate(tenantId, own.id());
        }
    }
}
