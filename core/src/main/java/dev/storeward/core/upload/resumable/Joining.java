package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSession.Kind;
import dev.storeward.core.upload.session.UploadSession.State;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Puts a file together of partial uploads: their bytes are read back and written once more, as
 * those of an upload of its own, because each is encrypted for the content that it is part of.
 * Belongs to one request.
 */
final class Joining {
    private final ResumableGround ground;
    private final ResumableUploads uploads;
    private final Standings standings;
    private final Caller caller;

    Joining(ResumableGround ground, ResumableUploads uploads, Standings standings, Caller caller) {
        this.ground = ground;
        this.uploads = uploads;
        this.standings = standings;
        this.caller = caller;
    }

    Standing join(Offer offer, String named, List<UUID> ids) {
        Optional<UploadSession> before = before(named);
        if (before.isPresent()) {
            UploadSession session = before.get();
            if (session.state() != State.OPEN) {
                return standings.of(caller, session, false);
            }
            uploads.endUnlessWritten(caller, session);
        }
        List<UploadSession> parts = ids.stream().map(this::whole).toList();
        long size = parts.stream().mapToLong(UploadSession::size).sum();
        UploadSession session = uploads.begin(caller, offer.sized(size), Kind.JOINED, named);
        Standing standing = written(session, parts);
        parts.stream().distinct().forEach(this::end);
        return standing;
    }

    private Optional<UploadSession> before(String named) {
        UUID tenantId = caller.requireTenant().id();
        return ground.tx()
                .forTenant(tenantId)
                .statement(sql -> ResumableTable.joined(sql, tenantId, caller.userId(), named))
                .map(id -> uploads.find(caller, id))
                .filter(session -> !uploads.hasEnded(session));
    }

    private UploadSession whole(UUID id) {
        UploadSession part = uploads.find(caller, id);
        if (part.kind() != Kind.PARTIAL) {
            throw Problem.invalid("parts", "The upload " + id + " is no partial one.")
                    .asException();
        }
        if (uploads.hasEnded(part)) {
            throw new Problem.NotFound(
                            "The partial upload "
                                    + id
                                    + " was ended, or its time is over. Begin it again.")
                    .asException();
        }
        if (!Standings.isWhole(part, standings.position(part))) {
            throw new Problem.PreconditionFailed(
                            "The partial upload "
                                    + id
                                    + " has not all of its bytes. Send them before it is joined.")
                    .asException();
        }
        return part;
    }

    private Standing written(UploadSession session, List<UploadSession> parts) {
        try (InputStream bytes = bytes(parts)) {
            Append all = new Append(0, session.size(), -1, false);
            return uploads.write(caller, session, all, new StoredBody(bytes));
        } catch (IOException e) {
            throw ended(
                    session,
                    new Problem.Unavailable(
                                    "The bytes that are to be joined cannot be read back. Try"
                                            + " again.",
                                    5)
                            .asException(e));
        } catch (RuntimeException e) {
            throw ended(session, e);
        }
    }

    /** Each piece is opened when it is its turn. */
    private InputStream bytes(List<UploadSession> parts) {
        return new SequenceInputStream(
                Collections.enumeration(
                        parts.stream()
                                .map(part -> ground.of().pieces().stream(caller, part.id()))
                                .toList()));
    }

    private RuntimeException ended(UploadSession session, RuntimeException cause) {
        try {
            ground.of().sessions().abort(caller, session.id());
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
        return cause;
    }

    /** What was joined; where that fails it ends with its time. */
    private void end(UploadSession part) {
        try {
            ground.of().sessions().abort(caller, part.id());
        } catch (ProblemException e) {
            // Somebody else ended it.
        }
    }

    /** Bytes that are here already, whoever waits for them. */
    private record StoredBody(InputStream stream) implements IncomingBody {
        @Override
        public void end() {
            // Nobody's connection is waited for.
        }
    }
}
