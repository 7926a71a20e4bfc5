package dev.storeward.core.user;

import dev.storeward.core.Checks;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.KeyHash;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import java.security.SecureRandom;
import java.util.Map;
import java.util.UUID;

/**
 * The keys of the users: a user's own, and for supervisors and super admins those of the users they
 * rule over. Safe for use by several threads.
 */
public final class Keys {
    private static final int LONGEST_NAME = 100;

    private final Tx tx;
    private final AuditLog audit;
    private final CallerCache callers;
    private final SecureRandom random;

    /** A new key and, this once, the key itself. */
    public record Issued(ApiKey key, Secret secret) {}

    public Keys(Tx tx, AuditLog audit, CallerCache callers, SecureRandom random) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.random = random;
    }

    /**
     * Makes a key. Only the answer holds it; its prefix and SHA-256 are kept.
     *
     * @throws ProblemException {@code Forbidden}, {@code NotFound}, {@code Invalid}, {@code InUse}
     *     for a disabled user
     */
    public Issued create(
            Caller caller, UUID userId, NewKey made, InSameTransaction<ApiKey> alongside) {
        Checks checks = new Checks();
        String name = checks.name("name", made.name(), LONGEST_NAME);
        NewKey named = new NewKey(name, made.expiresAt());
        Secret secret = KeyMaker.next(random);
        ApiKey key =
                tx.forSystem()
                        .transaction(sql -> {
                            User user = ruled(sql, caller, userId);
                            checks.done();
                            if (user.disabledAt() != null) {
                                throw new Problem.InUse("The user is disabled and gets no keys.")
                                        .asException();
                            }
                            ApiKey issued = insert(sql, userId, named, secret);
                            record(sql, caller, user, "key.create", issued);
                            alongside.in(sql, issued);
                            return issued;
                        });
        return new Issued(key, secret);
    }

    private static ApiKey insert(Sql sql, UUID userId, NewKey made, Secret secret) {
        return KeyTable.insert(sql, Ids.next(), userId, made, KeyHash.of(secret))
                .orElseThrow(() ->
                        Problem.invalid("expires_at", "Must be in the future.").asException());
    }

    /** The keys that are not revoked, in the order of their creation. */
    public Page<ApiKey> list(Caller caller, UUID userId, PageRequest page) {
        UUID after = page.after();
        return Page.of(
                tx.forSystem()
                        .statement(sql -> {
                            ruled(sql, caller, userId);
                            return KeyTable.ofUser(sql, userId, after, page.limit() + 1);
                        }),
                page.limit(),
                key -> key.id().toString());
    }

    /** Ends a key: at once on this node, within five seconds on every other. */
    public void revoke(Caller caller, UUID keyId, InSameTransaction<ApiKey> alongside) {
        tx.forSystem()
                .run(sql -> {
                    ApiKey key =
                            KeyTable.lock(sql, keyId)
                                    .orElseThrow(() -> unknown(keyId).asException());
                    User user = ruled(sql, caller, key.userId());
                    KeyTable.revoke(sql, keyId);
                    record(sql, caller, user, "key.revoke", key);
                    CallerCache.announce(sql);
                    alongside.in(sql, key);
                });
        callers.forget();
    }

    private static User ruled(Sql sql, Caller caller, UUID userId) {
        User user =
                UserTable.find(sql, userId)
                        .orElseThrow(() ->
                                new Problem.NotFound("There is no user " + userId + ".")
                                        .asException());
        UserRights.requireSelfOrRuleOver(caller, user);
        return user;
    }

    private void record(Sql sql, Caller caller, User user, String action, ApiKey key) {
        audit.record(
                sql,
                caller,
                user.tenantId(),
                action,
                "key:" + key.id(),
                Map.of("user", user.email(), "name", key.name(), "prefix", key.prefix()));
    }

    private static Problem unknown(UUID id) {
        return new Problem.NotFound("There is no key " + id + ", or it is revoked already.");
    }
}
