package dev.storeward.core.user;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Ends what a user has given out or begun, while the user goes on: for when a key or a link is in
 * the wrong hands. Safe for use by several threads.
 */
public final class Revocations {
    private final Tx tx;
    private final AuditLog audit;
    private final CallerCache callers;
    private final FilesOfUser files;

    public Revocations(Tx tx, AuditLog audit, CallerCache callers, FilesOfUser files) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.files = files;
    }

    /** Ends the links and upload addresses that a user gave out until now; the keys go on. */
    public void revokeLinks(Caller caller, UUID userId, InSameTransaction<User> alongside) {
        tx.forSystem()
                .run(sql -> {
                    User user = ruled(sql, caller, userId);
                    KeyTable.raiseLinkEpochs(sql, userId);
                    record(sql, caller, user, "user.revoke_links", Map.of("email", user.email()));
                    alongside.in(sql, user);
                });
        callers.forget();
    }

    /**
     * Ends all that a user has: its keys, the links and upload addresses given out, the uploads
     * under way, and what came of the keys, unless that is to stay. A new key begins anew.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden} also when the caller's key does
     *     not end all of the user's
     */
    public void endAccess(
            Caller caller, UUID userId, IssuedKeys issued, InSameTransaction<User> alongside) {
        tx.forSystem()
                .run(sql -> {
                    User user = ruled(sql, caller, userId);
                    KeyEndings.requireMayEndAll(sql, caller, userId);
                    List<UUID> keys = KeyTable.idsOf(sql, userId);
                    int ended = KeyEndings.end(sql, caller, keys, issued);
                    KeyTable.raiseLinkEpochs(sql, userId);
                    record(
                            sql,
                            caller,
                            user,
                            "user.end_access",
                            Map.of("email", user.email(), "keys_ended", ended));
                    alongside.in(sql, user);
                });
        callers.forget();
        files.endUploads(userId);
    }

    /** The user, locked, so that no key is made for it meanwhile. */
    private static User ruled(Sql sql, Caller caller, UUID userId) {
        User user =
                UserTable.lock(sql, userId)
                        .orElseThrow(() -> UserRights.unknown(userId).asException());
        UserRights.requireSelfOrRuleOver(caller, user, UserRights.unknown(userId));
        return user;
    }

    private void record(
            Sql sql, Caller caller, User user, String action, Map<String, Object> details) {
        audit.record(sql, caller, user.tenantId(), action, "user:" + user.id(), details);
        CallerCache.announce(sql);
    }
}
