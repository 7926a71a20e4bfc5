package dev.storeward.core.upload.session;

import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.db.Turn;
import dev.storeward.core.db.Tx;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.core.object.RemovalPermit;
import dev.storeward.core.upload.session.SessionListTable.Due;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes back what is left of sessions: those that have expired, attempts of dead nodes, pieces of
 * those that ended. It speaks to no bucket: what lies in one is doomed by its row. Several may run
 * at once. Safe for use by several threads.
 */
public final class SessionTidying {
    private static final Logger LOG = LoggerFactory.getLogger(SessionTidying.class);
    private static final int SESSIONS = 500;
    private static final int PAGE = 500;

    private final SessionGround ground;
    private final RemovalPermit permit;

    public SessionTidying(SessionGround ground, RemovalPermit permit) {
        this.ground = ground;
        this.permit = permit;
    }

    /** One round; answers how many sessions it ended or forgot. */
    public int run() {
        if (!permit.granted()) {
            return 0;
        }
        each(
                ground.tx().forSystem().statement(sql -> PieceTable.silent(sql, SESSIONS)),
                this::drop);
        each(
                ground.tx().forSystem().statement(sql -> SessionListTable.uncleared(sql, SESSIONS)),
                session -> clear(ground, session.tenantId(), session.id()));
        List<Due> due =
                ground.tx().forSystem().statement(sql -> SessionListTable.due(sql, SESSIONS));
        each(due, this::end);
        return due.size();
    }

    private static void each(List<Due> sessions, Consumer<Due> work) {
        for (Due session : sessions) {
            try {
                work.accept(session);
            } catch (DatabaseException e) {
                if (e.kind() == DatabaseException.Kind.UNAVAILABLE) {
                    throw e;
                }
                warn(e);
            }
        }
    }

    private void drop(Due due) {
        Tx.Scope scope = ground.tx().forTenant(due.tenantId());
        boolean objectless;
        try (Turn _ = scope.turn()) {
            objectless =
                    scope.transaction(sql -> {
                        Optional<HeldSession> held =
                                SessionTable.find(sql, due.tenantId(), due.id());
                        held.ifPresent(one -> {
                            boolean _ = SessionTable.lockObject(sql, one.intent());
                            PieceTable.dropSilent(sql, one);
                        });
                        return held.isEmpty();
                    });
        }
        if (objectless) {
            expire(due);
        }
    }

    private void end(Due due) {
        switch (due.state()) {
            case OPEN, COMPLETING -> expire(due);
            case DONE, ABORTED -> {
                clear(ground, due.tenantId(), due.id());
                ground.tx()
                        .forTenant(due.tenantId())
                        .run(sql -> SessionTable.forget(sql, due.tenantId(), due.id()));
            }
        }
    }

    /** One that is completed by a node that lives is left to it. */
    private void expire(Due due) {
        Tx.Scope scope = ground.tx().forTenant(due.tenantId());
        try (Turn _ = scope.turn()) {
            scope.run(sql -> {
                Optional<HeldSession> held = SessionTable.find(sql, due.tenantId(), due.id());
                if (held.isPresent()) {
                    UploadSessions.abort(sql, held.orElseThrow());
                } else {
                    // Its object was doomed with its user, and is forgotten by now.
                    SessionTable.abort(sql, due.tenantId(), due.id(), SessionGround.KEPT);
                }
            });
        }
        clear(ground, due.tenantId(), due.id());
    }

    /** Aborts a session whose pieces are gone, whoever began it; one being completed is left. */
    static void abort(SessionGround ground, HeldSession held) {
        UploadSession session = held.session();
        Tx.Scope scope = ground.tx().forTenant(session.tenantId());
        try (Turn _ = scope.turn()) {
            scope.run(sql -> UploadSessions.abort(sql, held));
        }
        clear(ground, session.tenantId(), session.id());
    }

    /** Removes the pieces of a session that has ended, by the page; never throws. */
    static void clear(SessionGround ground, UUID tenantId, UUID sessionId) {
        try {
            int cleared;
            do {
                cleared =
                        ground.tx()
                                .forTenant(tenantId)
                                .statement(sql -> PieceTable.clear(sql, tenantId, sessionId, PAGE));
            } while (cleared == PAGE);
            ground.tx()
                    .forTenant(tenantId)
                    .run(sql -> SessionTable.cleared(sql, tenantId, sessionId));
        } catch (RuntimeException e) {
            warn(e);
        }
    }

    private static void warn(RuntimeException e) {
        if (!DatabaseLog.took(e)) {
            RepeatedLog.ofThisProcess()
                    .warn(LOG, "session", "An upload is tidied up later: " + e.getMessage());
        }
    }
}
