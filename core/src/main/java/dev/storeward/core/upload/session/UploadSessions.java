package dev.storeward.core.upload.session;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Authority;
import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.name.Address;
import dev.storeward.core.object.ObjectTable;
import dev.storeward.core.placement.FileFacts;
import dev.storeward.core.root.Root;
import dev.storeward.core.upload.SessionSteps;
import dev.storeward.core.upload.SessionSteps.Begun;
import dev.storeward.core.upload.SessionSteps.Named;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.request.UploadRequest;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.StoreException;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Uploads in several requests: begun, looked at, aborted. Their pieces come through {@link
 * PieceUploads}, and {@link SessionCompletion} makes a file of them. A session is its user's, on
 * any node, and is charged what its pieces are. Safe for use by several threads.
 */
public final class UploadSessions {
    /** Of one user at once. */
    private static final int MOST_OPEN = 10_000;

    private static final int PAGE = 500;

    private final SessionGround ground;
    private final CategoryRules rules;
    private final InstantSource clock;

    public UploadSessions(SessionGround ground, CategoryRules rules, InstantSource clock) {
        this.ground = ground;
        this.rules = rules;
        this.clock = clock;
    }

    /** The name of a file at an address that its client chose. */
    public Named chosen(Address address, String name) {
        return ground.steps().chosen(address, name);
    }

    /** A name that nobody else has, made and checked as for an upload in one request. */
    public Named unique(Caller caller, UploadRequest request) {
        return ground.steps().unique(caller, request, clock.instant());
    }

    /**
     * Begins a session. Its place is chosen now and stays, whatever becomes of the placement.
     *
     * @throws ProblemException {@code TooLarge} when what was announced is; {@code Busy} when its
     *     user has as many open as there may be; {@code Unavailable}
     */
    public UploadSession begin(Caller caller, SessionRequest request) {
        UUID tenantId = caller.requireTenant().id();
        rules.requireSize(request.category(), Math.max(0, request.size()));
        requireFewer(tenantId, caller.userId());
        Begun begun =
                ground.steps()
                        .begin(
                                caller,
                                request.named(),
                                FileFacts.of(
                                        request.size(),
                                        request.contentType(),
                                        request.category(),
                                        request.named().place().region()));
        UUID id = Ids.next();
        try {
            if (request.kind() == UploadSession.Kind.PARTED) {
                startParts(begun);
            }
            boolean ours =
                    ground.tx()
                            .forTenant(tenantId)
                            .statement(sql ->
                                    SessionTable.begin(
                                            sql,
                                            id,
                                            begun,
                                            request,
                                            caller.userId(),
                                            ground.lifetime()));
            if (!ours) {
                throw new Problem.Unavailable("The upload was given up. Begin it again.", 1)
                        .asException();
            }
            return find(caller, id);
        } catch (StoreException e) {
            ground.steps().giveUp(begun.intent());
            throw SessionSteps.unstored(e);
        } catch (RuntimeException | Error e) {
            ground.steps().giveUp(begun.intent());
            throw e;
        }
    }

    private void requireFewer(UUID tenantId, UUID userId) {
        int open =
                ground.tx()
                        .forTenant(tenantId)
                        .statement(sql -> SessionListTable.open(sql, tenantId, userId, MOST_OPEN));
        if (open == MOST_OPEN) {
            throw new Problem.Busy(
                            "There are "
                                    + MOST_OPEN
                                    + " uploads of this user that were begun and not ended."
                                    + " Complete or abort some of them.")
                    .asException();
        }
    }

    private void startParts(Begun begun) {
        ObjectStore store =
                ground.stores().openForRequest(begun.target().access(), begun.target().bucket());
        Optional<MultipartUploads> parts = SessionGround.parts(store);
        if (parts.isPresent()) {
            String multipartId =
                    parts.orElseThrow()
                            .start(
                                    begun.intent().key(),
                                    SessionGround.options(store, begun.intent().id()));
            ground.steps().keepMultipartId(begun.intent(), multipartId);
        }
    }

    /**
     * A session of the caller's own, ended ones for a week.
     *
     * @throws ProblemException {@code NotFound}
     */
    public UploadSession find(Caller caller, UUID id) {
        return ground.own(caller, id).session();
    }

    /** One page of the caller's open sessions of a kind below a root. */
    public SessionListing.Page list(
            Caller caller, UploadSession.Kind kind, Root root, SessionListing.Query query) {
        return new SessionListing(ground.tx(), caller, kind, root, query).page();
    }

    /**
     * The next pieces of a session in the order of their numbers.
     *
     * @param after the number that came last; 0 for none
     * @throws ProblemException {@code NotFound}
     */
    public List<StoredPiece> pieces(Caller caller, UUID id, int after, int limit) {
        UploadSession session = ground.own(caller, id).session();
        return ground
                .tx()
                .forTenant(session.tenantId())
                .statement(sql -> PieceListTable.kept(sql, session, after, limit))
                .stream()
                .map(PieceTable.Kept::told)
                .toList();
    }

    /**
     * Ends a session without a file: what it was charged is refunded, its bytes are removed. One
     * that was aborted stays so.
     *
     * @throws ProblemException {@code NotFound}; {@code Busy} while it is being completed
     */
    public void abort(Caller caller, UUID id) {
        HeldSession held = ground.own(caller, id);
        UploadSession session = held.session();
        Tx.Scope scope = ground.tx().forTenant(session.tenantId());
        UploadSession.State state;
        try (Turn _ = scope.turn()) {
            state =
                    scope.transaction(sql -> {
                        SessionGround.requireAuthority(sql, Authority.of(caller));
                        return abort(sql, held);
                    });
        }
        switch (state) {
            case ABORTED -> SessionTidying.clear(ground, session.tenantId(), id);
            case DONE -> throw SessionGround.unknown().asException();
            case OPEN, COMPLETING ->
                    throw new Problem.Busy("The upload is being completed.").asException();
        }
    }

    /** Ends all of the caller's of a kind below a root but those that are being completed. */
    public void abortAll(Caller caller, UploadSession.Kind kind, Root root) {
        SessionListing.After after = SessionListing.After.NOTHING;
        boolean more = true;
        while (more) {
            SessionListing.Page page =
                    list(caller, kind, root, new SessionListing.Query("", "", after, PAGE));
            for (SessionListing.Entry entry : page.entries()) {
                if (entry instanceof SessionListing.SessionEntry(_, UploadSession session)) {
                    abortIfOpen(caller, session);
                }
            }
            after = page.last();
            more = page.more();
        }
    }

    private void abortIfOpen(Caller caller, UploadSession session) {
        try {
            abort(caller, session.id());
        } catch (ProblemException e) {
            boolean ended =
                    e.problem() instanceof Problem.Busy || e.problem() instanceof Problem.NotFound;
            if (!ended) {
                throw e;
            }
        }
    }

    /** Aborts one that nobody completes now; answers the state that it has. */
    static UploadSession.State abort(Sql sql, HeldSession held) {
        UploadSession session = held.session();
        boolean written = SessionTable.lockObject(sql, held.intent());
        SessionTable.Standing standing =
                SessionTable.lock(sql, session.tenantId(), session.id())
                        .orElseThrow(() -> SessionGround.unknown().asException());
        boolean ended =
                standing.state() == UploadSession.State.DONE
                        || standing.state() == UploadSession.State.ABORTED;
        if (ended || standing.taken()) {
            return standing.state();
        }
        if (written) {
            ObjectTable.abort(sql, held.intent());
        }
        SessionTable.abort(sql, session.tenantId(), session.id(), SessionGround.KEPT);
        return UploadSession.State.ABORTED;
    }
}
