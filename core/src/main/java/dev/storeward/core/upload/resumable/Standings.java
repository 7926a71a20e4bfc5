package dev.storeward.core.upload.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.content.Piece;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.body.CategoryRules;
import dev.storeward.core.upload.request.PutCondition;
import dev.storeward.core.upload.resumable.ResumableTable.Position;
import dev.storeward.core.upload.resumable.ResumableTable.Told;
import dev.storeward.core.upload.session.NamedPiece;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.core.upload.session.UploadSession.Kind;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How uploads stand, and what becomes of those that are whole. Safe for use by several threads. */
final class Standings {
    private final ResumableGround ground;

    Standings(ResumableGround ground) {
        this.ground = ground;
    }

    /**
     * The standing of a session; one all of whose bytes are there has become a file by then.
     *
     * @param judged whether the file's type was told by its first bytes
     */
    Standing of(Caller caller, UploadSession session, boolean judged) {
        Told told = scope(session).statement(sql -> ResumableTable.told(sql, session));
        long offset = session.size();
        @Nullable StoredFile file = null;
        switch (session.state()) {
            case OPEN -> {
                Position at = position(session);
                offset = at.offset();
                if (isWhole(session, at) && session.kind() != Kind.PARTIAL) {
                    file = completed(caller, session, judged);
                }
            }
            // Its pieces are gone with it.
            case DONE -> file = settled(caller, session);
            case COMPLETING -> file = completed(caller, session);
            case ABORTED -> offset = 0;
        }
        return new Standing(session, offset, told.description(), told.joined(), file);
    }

    /** Whether all bytes of an upload are kept. */
    static boolean isWhole(UploadSession session, Position at) {
        return at.offset() == session.size() && at.last() > 0;
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

    Position position(UploadSession session) {
        return scope(session).statement(sql -> ResumableTable.position(sql, session));
    }

    private Tx.Scope scope(UploadSession session) {
        return ground.tx().forTenant(session.tenantId());
    }
}
