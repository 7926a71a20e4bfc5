package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Pieces;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.AddressTable;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.object.StoredForm;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.ObjectWriter;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.session.PieceTable.Kept;
import dev.storeward.core.upload.session.UploadSession.State;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/**
 * Makes a file of a session's pieces: one node takes it, the bucket makes one object, and one
 * transaction makes that live, the file visible and the session done. A node that dies in between
 * is followed by the next that is asked. Asked again, it answers the same. Safe for use by several
 * threads.
 */
public final class SessionCompletion {
    private final SessionGround ground;
    private final CategoryRules rules;
    private final ObjectWriter writer;

    public SessionCompletion(SessionGround ground, CategoryRules rules, ObjectWriter writer) {
        this.ground = ground;
        this.rules = rules;
        this.writer = writer;
    }

    /** What a node that has taken a session works with. */
    private record Taken(
            UUID token,
            List<Kept> kept,
            Pieces pieces,
            Map<String, String> checksums,
            boolean again) {}

    /** What a client says of the file that it wants. */
    private record Wanted(List<NamedPiece> named, StoredPiece.Sums sums) {}

    /**
     * Completes a session.
     *
     * @param named its pieces in ascending order; what is not named is not part of the file
     * @param condition on what lies at its address when the file becomes visible
     * @throws ProblemException {@code NotFound}; {@code Invalid} with the field {@code pieces} when
     *     these are not pieces of it; {@code Busy} while another completes it; {@code
     *     PreconditionFailed}, {@code Unauthorized}, {@code Unavailable}, after which it can be
     *     completed again
     */
    public StoredFile complete(
            Caller caller, UUID id, List<NamedPiece> named, PutCondition condition) {
        return complete(caller, id, named, condition, StoredPiece.Sums.NONE);
    }

    /**
     * As {@link #complete(Caller, UUID, List, PutCondition)}, keeping checksums with the file.
     *
     * @param sums made of its pieces
     */
    public StoredFile complete(
            Caller caller,
            UUID id,
            List<NamedPiece> named,
            PutCondition condition,
            StoredPiece.Sums sums) {
        UploadSession session = ground.own(caller, id).session();
        if (session.kind() == UploadSession.Kind.PARTIAL) {
            throw NamedPiece.wrong("The bytes of a partial upload become no file by themselves.");
        }
        if (session.state() == State.DONE) {
            return done(session);
        }
        HeldSession held = ground.writable(caller, id);
        if (session.state() == State.OPEN) {
            SessionSteps.requireAllowed(condition, ground.steps().there(caller, session.address()));
        }
        WholeObject object = new WholeObject(ground, writer, held);
        Optional<Taken> taken = taken(caller, held, object, new Wanted(named, sums));
        if (taken.isEmpty()) {
            return done(session);
        }
        return made(caller, held, object, taken.orElseThrow(), condition);
    }

    /** Empty when it was done before. */
    private Optional<Taken> taken(
            Caller caller, HeldSession held, WholeObject object, Wanted wanted) {
        UUID token = UUID.randomUUID();
        Authority authority = Authority.of(caller);
        try {
            return ground.tx()
                    .forTenant(held.session().tenantId())
                    .transaction(sql -> take(sql, held, object, wanted, token, authority));
        } catch (RuntimeException e) {
            // It may have been taken all the same: then anybody may go on.
            release(held, token, State.COMPLETING);
            throw e;
        }
    }

    private Optional<Taken> take(
            Sql sql,
            HeldSession held,
            WholeObject object,
            Wanted wanted,
            UUID token,
            Authority authority) {
        UploadSession session = held.session();
        boolean written = SessionTable.lockObject(sql, held.intent());
        SessionTable.Standing standing =
                SessionTable.lock(sql, session.tenantId(), session.id())
                        .orElseThrow(() -> SessionGround.unknown().asException());
        if (standing.state() == State.DONE) {
            return Optional.empty();
        }
        SessionGround.requireAuthority(sql, authority);
        if (!written || standing.state() == State.ABORTED || standing.expired()) {
            throw SessionGround.unknown().asException();
        }
        boolean again = standing.state() == State.COMPLETING;
        if (again && standing.taken()) {
            throw new Problem.Busy("The upload is being completed.").asException();
        }
        List<Kept> kept = NamedPiece.kept(sql, session, wanted.named());
        if (kept.getFirst().foundType() == null) {
            throw NamedPiece.wrong(
                    "The file would begin with bytes of a type that is not taken here.");
        }
        Pieces pieces = new Pieces(kept.stream().map(Kept::piece).toList());
        Map<String, String> checksums = wanted.sums().of(kept.stream().map(Kept::told).toList());
        rules.requireSize(session.category(), pieces.size());
        object.requireParts(pieces);
        if (again) {
            NamedPiece.requireSame(pieces, SessionTable.pieces(sql, held.intent()));
        } else {
            SessionTable.keepPieces(sql, held.intent(), pieces);
        }
        SessionTable.complete(sql, session, ground.nodeId(), token);
        SessionTable.disquiet(sql, session);
        return Optional.of(new Taken(token, kept, pieces, checksums, again));
    }

    private StoredFile made(
            Caller caller,
            HeldSession held,
            WholeObject object,
            Taken taken,
            PutCondition condition) {
        // Anybody may go on with what is left as it is.
        State left = State.COMPLETING;
        boolean settled = false;
        try {
            if (!taken.again() || !object.isThere(taken.pieces())) {
                object.make(taken.kept(), taken.pieces());
            }
            StoredFile file = settle(caller, held, taken, condition);
            settled = true;
            return file;
        } catch (StoreException e) {
            if (SessionGround.isForgotten(held, e)) {
                left = State.ABORTED;
                throw SessionGround.unknown().asException(e);
            }
            boolean changed = e.code() == Code.INVALID && held.multipartId() != null;
            left = untouched(held, e.code()) ? State.OPEN : State.COMPLETING;
            throw changed
                    ? NamedPiece.wrong(
                            "A piece was sent again after it was kept. Send it once more.")
                    : SessionSteps.unstored(e);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.PreconditionFailed) {
                left = State.ABORTED;
            }
            throw e;
        } finally {
            release(held, taken.token(), left);
            if (!settled) {
                ground.cameLate(held.intent().tenantId(), held.intent().id());
            }
        }
    }

    /**
     * Whether a failure says that the bucket has made nothing of these pieces and cannot, so that
     * others may take their place. After any other it may have, or be about to: an object of the
     * right size that is found later is taken for one of these pieces.
     */
    private static boolean untouched(HeldSession held, Code code) {
        return switch (code) {
            case INVALID -> held.multipartId() != null;
            // Of pieces that lie by themselves: one of them is gone, or not what it was.
            case NOT_FOUND, CORRUPT -> held.multipartId() == null;
            case UNAUTHENTICATED, FORBIDDEN, BUCKET_NOT_FOUND, FULL, THROTTLED -> false;
            case ALREADY_EXISTS, ARCHIVED, RETAINED, UNREACHABLE, UNKNOWN -> false;
        };
    }

    private StoredFile settle(
            Caller caller, HeldSession held, Taken taken, PutCondition condition) {
        UploadSession session = held.session();
        Pieces pieces = taken.pieces();
        Kept first = taken.kept().getFirst();
        String found = Objects.requireNonNull(first.foundType());
        StoredFile file =
                new StoredFile(
                        session.tenantId(),
                        session.fileId(),
                        0,
                        session.userId(),
                        session.address(),
                        session.name(),
                        session.category(),
                        session.contentType().isEmpty() ? found : session.contentType(),
                        pieces.size(),
                        pieces.sha256(),
                        pieces.md5(),
                        held.intent().contentId(),
                        Instant.EPOCH,
                        pieces.count());
        StoredFile settled =
                ground.steps()
                        .settle(
                                caller,
                                held.intent(),
                                new StoredForm(null, pieces.storedSize(), pieces.storedSha256()),
                                file,
                                session.properties().summed(taken.checksums()),
                                condition,
                                sql -> SessionTable.done(sql, session, SessionGround.KEPT));
        SessionTidying.clear(ground, session.tenantId(), session.id());
        return settled;
    }

    private void release(HeldSession held, UUID token, State left) {
        UploadSession session = held.session();
        Tx.Scope scope = ground.tx().forTenant(session.tenantId());
        if (left != State.ABORTED) {
            ground.retryLater()
                    .nowOrLater(
                            () -> scope.run(sql -> SessionTable.leave(sql, session, token, left)));
            return;
        }
        ground.retryLater()
                .nowOrLater(() -> {
                    try (Turn _ = scope.turn()) {
                        scope.run(sql -> abort(sql, held, token));
                    }
                });
        ground.sweep(session.tenantId(), held.intent().id());
        SessionTidying.clear(ground, session.tenantId(), session.id());
    }

    private static void abort(Sql sql, HeldSession held, UUID token) {
        boolean _ = SessionTable.lockObject(sql, held.intent());
        if (SessionTable.leave(sql, held.session(), token, State.ABORTED)) {
            ObjectTable.abort(sql, held.intent());
        }
    }

    private StoredFile done(UploadSession session) {
        return ground.tx()
                .forTenant(session.tenantId())
                .statement(sql -> AddressTable.byId(sql, session.tenantId(), session.fileId()))
                .orElseThrow(() -> SessionGround.unknown().asException());
    }
}
