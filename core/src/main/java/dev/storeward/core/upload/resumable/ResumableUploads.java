package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.Category;
import dev.storeward.core.file.FileProperties;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.body.SizeEstimate;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.core.upload.resumable.ResumableTable.Position;
import dev.storeward.core.upload.resumable.ResumableTable.Told;
import dev.storeward.core.upload.session.SessionRequest;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;

/**
 * Uploads whose bytes come one behind the other, in as many requests as it takes. What is told to
 * be kept of them is in the bucket and in the database. Safe for use by several threads.
 */
public final class ResumableUploads {
    private final ResumableGround ground;
    private final Writers writers;
    private final WriterWatch watch;
    private final Standings standings;

    public ResumableUploads(ResumableGround ground) {
        this.ground = ground;
        this.writers = new Writers(ground.tx(), ground.retryLater(), ground.pause());
        this.watch = new WriterWatch(ground.tx(), ground.pause());
        this.standings = new Standings(ground);
    }

    /** The greatest size of a file, in bytes. */
    public long maxBytes() {
        return ground.rules().maxBytes(Category.GENERAL);
    }

    /**
     * Begins an upload, whose file gets a name that nobody else has; one that is to be a part of
     * another becomes none.
     *
     * @throws ProblemException {@code Invalid}; {@code TooLarge}; {@code QuotaExceeded} when it
     *     cannot fit; {@code Busy}; {@code Unavailable}
     */
    public UploadSession begin(Caller caller, Offer offer) {
        return begin(caller, offer, offer.partial() ? Kind.PARTIAL : Kind.RESUMABLE, "");
    }

    UploadSession begin(Caller caller, Offer offer, Kind kind, String joined) {
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
                                        kind,
                                        ground.of().sessions().unique(caller, request),
                                        category,
                                        "",
                                        offer.size(),
                                        FileProperties.NONE));
        Told told = new Told(offer.description(), joined);
        scope(session).run(sql -> ResumableTable.describe(sql, session, told));
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
        if (session.state() == State.OPEN && writers.settle(session)) {
            session = own(caller, id);
        }
        return standings.of(caller, session, false);
    }

    /**
     * Puts a file together of the bytes of partial uploads, which end with that. Asked again with
     * the same words, it answers the same.
     *
     * @param named them, as its client did
     * @param parts in the order of their bytes
     * @throws ProblemException as {@link #begin}; {@code PreconditionFailed} while one of them has
     *     not all of its bytes; {@code Busy} while another request puts them together
     */
    public Standing join(Caller caller, Offer offer, String named, List<UUID> parts) {
        return new Joining(ground, this, standings, caller).join(offer, named, parts);
    }

    /**
     * Goes on with an upload; of one that {@link #hasEnded} it is told that it has. Whatever came
     * before a body broke off is kept, unless all of it was to be kept at once.
     *
     * @throws ProblemException {@code PreconditionFailed} at another offset; {@code Busy} while
     *     another request goes on with it; {@code Incomplete}; {@code TooLarge}; {@code
     *     QuotaExceeded}; {@code UnsupportedType}; {@code Forbidden} for one that is put together
     *     of others; {@code NotFound}; {@code Unavailable}
     */
    public Standing append(Caller caller, UUID id, Append append, IncomingBody body) {
        UploadSession session = own(caller, id);
        if (hasEnded(session)) {
            return new Standing(session, 0, "", "", null);
        }
        if (session.kind() == Kind.JOINED) {
            throw new Problem.Forbidden(
                            "The upload is put together of others, and takes no bytes itself.")
                    .asException();
        }
        if (session.state() != State.OPEN) {
            Standing standing = standings.of(caller, session, false);
            requireFits(session, append, standing.offset());
            return standing;
        }
        return write(caller, session, append, body);
    }

    /** The standing of an open upload once all of a body has been kept. */
    Standing write(Caller caller, UploadSession begun, Append append, IncomingBody body) {
        UploadSession session = begun;
        UUID token = writers.claim(session);
        BodyReader reader = Appending.reader(ground, session, body.stream());
        boolean judged;
        try (WriterWatch.Kept _ = watch.keep(session, token, reader, body::end)) {
            Position at = standings.position(session);
            session = measured(caller, session, append, at);
            requireFits(session, append, at.offset());
            Appending appending = new Appending(ground, caller, session, append, token, reader, at);
            appending.run();
            judged = appending.judged();
        } finally {
            writers.release(session, token);
        }
        return standings.of(caller, session, judged);
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

    /** Ends one that nobody writes to any more: whoever did has died. */
    void endUnlessWritten(Caller caller, UploadSession session) {
        writers.release(session, writers.claim(session));
        ground.of().sessions().abort(caller, session.id());
    }

    private UploadSession own(Caller caller, UUID id) {
        UploadSession session = ground.of().sessions().find(caller, id);
        if (session.kind() == Kind.PARTED) {
            throw new Problem.NotFound("There is no such upload.").asException();
        }
        return session;
    }

    private Tx.Scope scope(UploadSession session) {
        return ground.tx().forTenant(session.tenantId());
    }
}
