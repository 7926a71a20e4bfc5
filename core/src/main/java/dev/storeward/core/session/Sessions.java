package dev.storeward.core.session;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.crypto.Sha256;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * The sessions of browsers. Each is begun with a key and is never more than that: it ends when the
 * key is revoked or expires, its user is disabled or its tenant deleted, on every node at once.
 * Safe for use by several threads.
 */
public final class Sessions {
    /** How long a session lasts, used or not. */
    public static final Duration LIFETIME = Duration.ofHours(12);

    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_LENGTH = 43;
    private static final int REMOVED_AT_ONCE = 100;

    private final Tx tx;
    private final AuditLog audit;
    private final SecureRandom random;

    public Sessions(Tx tx, AuditLog audit, SecureRandom random) {
        this.tx = tx;
        this.audit = audit;
        this.random = random;
    }

    /**
     * A session that was begun.
     *
     * @param token what the browser shows from now on; only its digest is kept
     */
    public record Begun(Secret token, Instant endsAt) {}

    /**
     * Begins a session of who has just proven a key. It ends no later than that key.
     *
     * @throws dev.storeward.core.ProblemException {@code Unauthorized} when the caller has no key
     */
    public Begun begin(Caller caller) {
        KeyInUse key = caller.key();
        if (key == null) {
            throw new Problem.Unauthorized("A session is begun with a key.").asException();
        }
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        Secret token = Secret.of(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
        Instant endsAt =
                tx.forSystem()
                        .transaction(sql -> {
                            SessionTable.deleteExpired(sql, REMOVED_AT_ONCE);
                            Instant ends =
                                    SessionTable.insert(
                                            sql, Ids.next(), digest(token), key.id(), LIFETIME);
                            record(sql, caller, "session.begin", Map.of());
                            return ends;
                        });
        return new Begun(token, endsAt);
    }

    /**
     * The session of a token; empty when it is unknown or has ended. Asked anew each time, so that
     * no node goes on with one that has ended.
     */
    public Optional<Session> find(Secret token, String requestId) {
        if (token.reveal().length() != TOKEN_LENGTH) {
            return Optional.empty();
        }
        return tx.forSystem()
                .statement(sql -> SessionTable.living(sql, digest(token)))
                .map(found ->
                        new Session(
                                found.id(),
                                found.key().caller(requestId),
                                formToken(token),
                                found.endsAt()));
    }

    /** Ends one session. */
    public void end(Session session) {
        tx.forSystem()
                .run(sql -> {
                    SessionTable.delete(sql, session.id());
                    record(sql, session.caller(), "session.end", Map.of());
                });
    }

    /** Ends all sessions of the caller's user, on every browser. */
    public void endAll(Caller caller) {
        tx.forSystem()
                .run(sql -> {
                    int ended = SessionTable.deleteOfUser(sql, caller.userId());
                    record(sql, caller, "session.end_all", Map.of("sessions_ended", ended));
                });
    }

    /** How many sessions the caller's user has. */
    public int count(Caller caller) {
        return tx.forSystem().statement(sql -> SessionTable.countOfUser(sql, caller.userId()));
    }

    private void record(Sql sql, Caller caller, String action, Map<String, Object> details) {
        UUID tenantId = caller.memberOf();
        audit.record(sql, caller, tenantId, action, "user:" + caller.userId(), details);
    }

    private static byte[] digest(Secret token) {
        return Sha256.of(token.reveal().getBytes(StandardCharsets.US_ASCII));
    }

    /** Follows from the token, which no page knows, and tells nothing of it. */
    private static String formToken(Secret token) {
        byte[] bytes = ("form " + token.reveal()).getBytes(StandardCharsets.US_ASCII);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Sha256.of(bytes));
    }
}
