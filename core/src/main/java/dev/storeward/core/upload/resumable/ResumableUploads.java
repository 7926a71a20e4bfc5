package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Piece;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.resumable.ResumableTable.Position;
import dev.storeward.core.upload.session.NamedPiece;
import dev.storeward.core.upload.session.SessionRequest;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSession.State;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Uploads whose bytes come one behind the other, in as many requests as it takes. What is told to
 * be kept of them is in the bucket and in the database. Safe for use by several threads.
 */
public final class ResumableUploads {
    private final ResumableGround ground;
    private final Writers writers;

    public ResumableUploads(ResumableGround ground) {
        this.ground = ground;
        this.writers = new Writers(ground.tx(), ground.retryLater());
    }

    /** The greatest size of a file, in bytes. */
    public long maxBytes() {
        return ground.rules().maxBytes(Category.GENERAL);
    }

    /**
     * Begins an upload, whose file gets a name that nobody else has.
     *
     * @throws ProblemException {@code Invalid}; {@code TooLarge}; {@code QuotaExceeded} when it
     *     cannot fit; {@code Busy}; {@code Unavailable}
     */
    public UploadSession begin(Caller caller, Offer offer) {
        Category category = SessionSteps.category(offer.category());
        if (offer.size() > ground.quotas().usage(caller, false).remainingBytes()) {
            throw ground.quotas().exceeded(caller.requireTenant().id()).asException();
        }
        UploadRequest request =
                new UploadRequest(
                        offer.fileName(),
                        offer.folder(),
                        offer.category(),
                        offer.place(),
                        SizeEstimate.UNKNOWN,
                        "",
                        "");
        UploadSession session =
                ground.of()
                        .sessions()
                        .begin(
                                caller,
                                new SessionRequest(
                                        UploadSession.Kind.RESUMABLE,
                                        ground.of().sessions().unique(caller, request),
                                        category,
                                        "",
                                        offer.size(),
                                        FileProperties.NONE));
        scope(session).run(sql -> ResumableTable.describe(sql, session, offer.description()));
        return session;
    }

    /**
     * How an upload of the caller's own stands, once what came of it is kept. One all of whose
     * bytes are there has become a file by then.
     *
     * @throws ProblemException {@code NotFound}; {@code Busy} while it becomes a file; what {@link
     *     #append} throws at its end
     */
    public Standing standing(Caller caller, UUID id) {
        UploadSession session = own(caller, id);
        if (session.state() == State.OPEN) {
            writers.settle(session);
            session = own(caller, id);
        }
        return standing(caller, session, false);
    }

    /**
     * Goes on with an upload. Whatever came before a body broke off is kept, unless all of it was
     * to be kept at once.
     *
     * @throws ProblemException {@code PreconditionFailed} at another offset; {@code Busy} while
     *     another request goes on with it; {@code Incomplete}; {@code TooLarge}; {@code
     *     QuotaExceeded}; {@code UnsupportedType}; {@code NotFound}; {@code Unavailable}
     */
    public Standing append(Caller caller, UUID id, Append append, IncomingBody body) {
        UploadSession session = own(caller, id);
        if (session.state() != State.OPEN) {
            Standing standing = standing(caller, session, false);
            requireFits(session, append, standing.offset());
            return standing;
        }
        UUID token = writers.claim(session);
        BodyReader reader = Appending.reader(ground, session, body.stream());
        boolean judged;
        try (Writers.Watch _ = writers.watch(session, token, reader, body::end)) {
            Position at = position(session);
            session = measured(caller, session, append, at);
            requireFits(session, append, at.offset());
            Appending appending = new Appending(ground, caller, session, append, token, reader, at);
            appending.run();
            judged = appending.judged();
        } finally {
            writers.release(session, token);
        }
        return standing(caller, session, judged);
    }

    /** Completes an upload of no bytes. */
    public Standing empty(Caller caller, UUID id) {
        return append(
                caller,
                id,
                new Append(0, 0, -1, false),
                new IncomingBody() {
                    @Override
                    public InputStream stream() {
                        return InputStream.nullInputStream();
                    }

                    @Override
                    public void end() {
                        // It has ended.
                    }
                });
    }

    private static void requireFits(UploadSession session, Append append, long offset) {
        if (append.offset() != offset) {
            throw new Problem.PreconditionFailed(
                            "The upload is at "
                                    + offset
                                    + ", not at "
                                    + append.offset()
                                    + ". Ask for its offset, and go on there.")
                    .asException();
        }
        if (session.size() >= 0 && append.size() > session.size() - offset) {
            throw new Problem.TooLarge(
                            session.size(),
                            "More bytes were announced than are left of the "
                                    + session.size()
                                    + " of the upload.")
                    .asException();
        }
    }

    /** With the size that is told now, where it was not told before. */
    private UploadSession measured(
            Caller caller, UploadSession session, Append append, Position at) {
        long size = append.whole();
        if (size < 0 || size == session.size()) {
            return session;
        }
        if (session.size() >= 0 || size < at.offset()) {
            throw Problem.invalid(
                            "size",
                            "The upload has another size, or has more bytes than that already.")
                    .asException();
        }
        ground.rules().requireSize(session.category(), size);
        if (!scope(session).statement(sql -> ResumableTable.measure(sql, session, size))) {
            throw Writers.busy();
        }
        return own(caller, session.id());
    }

    private Standing standing(Caller caller, UploadSession session, boolean judged) {
        String description =
                scope(session).statement(sql -> ResumableTable.description(sql, session));
        return switch (session.state()) {
            case OPEN -> {
                Position at = position(session);
                yield new Standing(
                        session,
                        at.offset(),
                        description,
                        at.offset() == session.size() && at.last() > 0
                                ? completed(caller, session, judged)
                                : null);
            }
            // Its pieces are gone with it.
            case DONE ->
                    new Standing(session, session.size(), description, settled(caller, session));
            case COMPLETING ->
                    new Standing(session, session.size(), description, completed(caller, session));
            case ABORTED -> new Standing(session, 0, description, null);
        };
    }

    private StoredFile completed(Caller caller, UploadSession session, boolean judged) {
        if (session.size() < CategoryRules.TELLING_BYTES && !judged) {
            byte[] all = ground.of().pieces().bytes(caller, session.id(), 0);
            String type = Appending.type(ground.rules(), session, all);
            scope(session).run(sql -> ResumableTable.type(sql, session, type));
        }
        return completed(caller, session);
    }

    private StoredFile completed(Caller caller, UploadSession session) {
        List<NamedPiece> all =
                ground.of().sessions().pieces(caller, session.id(), 0, Piece.MOST).stream()
                        .map(piece -> new NamedPiece(piece.number(), ""))
                        .toList();
        return ground.of().completion().complete(caller, session.id(), all, PutCondition.ABSENT);
    }

    /** The file of one that has ended; null when it was deleted since. */
    private @Nullable StoredFile settled(Caller caller, UploadSession session) {
        try {
            return completed(caller, session);
        } catch (ProblemException e) {
            if (e.problem() instanceof Problem.NotFound) {
                return null;
            }
            throw e;
        }
    }

    /** Whether an upload was ended without a file, or its time is over. */
    public boolean hasEnded(UploadSession session) {
        return switch (session.state()) {
            case OPEN -> !session.expiresAt().isAfter(ground.clock().instant());
            case ABORTED -> true;
            case COMPLETING, DONE -> false;
        };
    }

    /**
     * An upload of the caller's own, ended ones for a week.
     *
     * @throws ProblemException {@code NotFound}
     */
    public UploadSession find(Caller caller, UUID id) {
        return own(caller, id);
    }

    /**
     * Ends an upload without a file; what came of it is removed.
     *
     * @throws ProblemException {@code NotFound}; {@code Busy} while it becomes a file
     */
    public void end(Caller caller, UUID id) {
        ground.of().sessions().abort(caller, own(caller, id).id());
    }

    private UploadSession own(Caller caller, UUID id) {
        UploadSession session = ground.of().sessions().find(caller, id);
        if (session.kind() != UploadSession.Kind.RESUMABLE) {
            throw new Problem.NotFound("There is no such upload.").asException();
        }
        return session;
    }

    private Position position(UploadSession session) {
        return scope(session).statement(sql -> ResumableTable.position(sql, session));
    }

    private Tx.Scope scope(UploadSession session) {
        return ground.tx().forTenant(session.tenantId());
    }
}
