package dev.storeward.core.user;

import dev.storeward.core.Checks;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.Caps;
import dev.storeward.core.access.KeyHash;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.access.signing.AccessKeyIds;
import dev.storeward.core.access.signing.SigningKeys;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

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
    private final Caps caps;
    private final SigningKeys signing;

    /** A new key and, this once, the key itself. */
    public record Issued(ApiKey key, Secret secret) {}

    /** Puts a key of a user into the database; empty when it would have expired already. */
    @FunctionalInterface
    private interface Insertion {
        Optional<ApiKey> into(Sql sql, User user, NewKey made, @Nullable UUID issuedBy);
    }

    public Keys(
            Tx tx,
            AuditLog audit,
            CallerCache callers,
            SecureRandom random,
            Caps caps,
            SigningKeys signing) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.random = random;
        this.caps = caps;
        this.signing = signing;
    }

    /**
     * Makes a key. Only the answer holds it; its prefix and SHA-256 are kept. It ends no later than
     * the key it is made with, also when it is to never end, and dies with it.
     *
     * @throws ProblemException {@code Forbidden}, {@code NotFound}, {@code Invalid}, {@code InUse}
     *     for a disabled user and when there are too many, {@code Unauthorized} when the caller's
     *     key has ended meanwhile
     */
    public Issued create(
            Caller caller, UUID userId, NewKey made, InSameTransaction<ApiKey> alongside) {
        Secret secret = KeyMaker.next(random);
        ApiKey key =
                create(
                        caller,
                        userId,
                        made,
                        (sql, user, named, issuedBy) ->
                                KeyTable.insert(
                                        sql, user.id(), named, KeyHash.of(secret), issuedBy),
                        alongside);
        return new Issued(key, secret);
    }

    /**
     * Makes a key that signs requests, with the same bounds. Its secret is in the answer, and kept
     * sealed. It proves nothing where a key is to be sent.
     *
     * @throws ProblemException as {@link #create}; {@code InUse} also for a user of no tenant
     */
    public Issued createSigning(
            Caller caller, UUID userId, NewKey made, InSameTransaction<ApiKey> alongside) {
        Secret secret = KeyMaker.nextSigning(random);
        String accessKeyId = AccessKeyIds.next(random);
        ApiKey key =
                create(
                        caller,
                        userId,
                        made,
                        (sql, user, named, issuedBy) -> {
                            requireTenant(user);
                            Optional<ApiKey> inserted =
                                    KeyTable.insertSigning(
                                            sql, user.id(), named, accessKeyId, issuedBy);
                            inserted.ifPresent(
                                    issued -> signing.keep(sql, issued.id(), user.id(), secret));
                            return inserted;
                        },
                        alongside);
        return new Issued(key, secret);
    }

    private static void requireTenant(User user) {
        if (user.tenantId() == null) {
            throw new Problem.InUse(
                            "A super admin belongs to no tenant and gets no keys that sign requests."
                                    + " Make one for a user of the tenant.")
                    .asException();
        }
    }

    private ApiKey create(
            Caller caller,
            UUID userId,
            NewKey made,
            Insertion insertion,
            InSameTransaction<ApiKey> alongside) {
        Checks checks = new Checks();
        String name = checks.name("name", made.name(), LONGEST_NAME);
        NewKey named = new NewKey(name, made.expiresAt());
        return tx.forSystem()
                .transaction(sql -> {
                    UserTable.hold(sql, userId);
                    User user = ruled(sql, caller, userId);
                    checks.done();
                    if (user.disabledAt() != null) {
                        throw new Problem.InUse("The user is disabled and gets no keys.")
                                .asException();
                    }
                    requireRoom(sql, caller, user);
                    ApiKey issued = insert(sql, caller, user, named, insertion);
                    record(sql, caller, user, "key.create", issued, Map.of());
                    alongside.in(sql, issued);
                    return issued;
                });
    }

    private void requireRoom(Sql sql, Caller caller, User user) {
        Caps.require(
                caller,
                caps.keysOfUser(),
                "usable keys of this user",
                most -> KeyTable.usable(sql, user.id(), most));
        UUID tenantId = user.tenantId();
        if (tenantId != null) {
            Caps.require(
                    caller,
                    caps.keys(),
                    "usable keys of this tenant's users",
                    most -> KeyTable.usableOfTenant(sql, tenantId, most));
        }
    }

    private static ApiKey insert(
            Sql sql, Caller caller, User user, NewKey made, Insertion insertion) {
        KeyInUse issuer = caller.key();
        NewKey bounded = issuer == null ? made : bounded(sql, issuer, made);
        UUID issuedBy = issuer == null ? null : issuer.id();
        return insertion
                .into(sql, user, bounded, issuedBy)
                .orElseThrow(() ->
                        Problem.invalid("expires_at", "Must be in the future.").asException());
    }

    private static NewKey bounded(Sql sql, KeyInUse issuer, NewKey made) {
        Instant end =
                LineageTable.hold(sql, issuer.id())
                        .orElseThrow(() ->
                                new Problem.Unauthorized("The API key was revoked or has expired.")
                                        .asException())
                        .endsAt();
        Instant wanted = made.expiresAt();
        if (end == null) {
            return made;
        }
        if (wanted != null && wanted.isAfter(end)) {
            throw Problem.invalid(
                            "expires_at",
                            "Must not be after " + end + ", when the key ends that makes it.")
                    .asException();
        }
        return new NewKey(made.name(), wanted == null ? end : wanted);
    }

    /** The keys that are sent and not revoked, in the order of their creation. */
    public Page<ApiKey> list(Caller caller, UUID userId, PageRequest page) {
        return list(caller, userId, ApiKey.Kind.API, page);
    }

    /** As {@link #list(Caller, UUID, PageRequest)}, the keys that sign. */
    public Page<ApiKey> listSigning(Caller caller, UUID userId, PageRequest page) {
        return list(caller, userId, ApiKey.Kind.SIGNING, page);
    }

    private Page<ApiKey> list(Caller caller, UUID userId, ApiKey.Kind kind, PageRequest page) {
        UUID after = page.after();
        return Page.of(
                tx.forSystem()
                        .statement(sql -> {
                            ruled(sql, caller, userId);
                            return KeyTable.ofUser(sql, userId, kind, after, page.limit() + 1);
                        }),
                page.limit(),
                key -> key.id().toString());
    }

    /** As {@link #revoke(Caller, UUID, IssuedKeys, InSameTransaction)} with all that came of it. */
    public void revoke(Caller caller, UUID keyId, InSameTransaction<ApiKey> alongside) {
        revoke(caller, keyId, IssuedKeys.END, alongside);
    }

    /**
     * Ends a key, its links and its upload addresses: at once on this node, within five seconds on
     * every other. One that is ended already ends what is left of what came of it.
     *
     * @throws ProblemException {@code NotFound} when nothing of it is left, {@code Forbidden},
     *     {@code Invalid} when what came of it is to stay though the caller's key is among it
     */
    public void revoke(
            Caller caller, UUID keyId, IssuedKeys issued, InSameTransaction<ApiKey> alongside) {
        tx.forSystem()
                .run(sql -> {
                    ApiKey key =
                            KeyTable.lock(sql, keyId)
                                    .orElseThrow(() -> unknown(keyId).asException());
                    User user = ruled(sql, caller, key.userId(), unknown(keyId));
                    KeyEndings.requireMayEnd(sql, caller, keyId);
                    int ended = KeyEndings.end(sql, caller, List.of(keyId), issued);
                    if (ended == 0) {
                        throw unknown(keyId).asException();
                    }
                    record(sql, caller, user, "key.revoke", key, Map.of("keys_ended", ended));
                    CallerCache.announce(sql);
                    alongside.in(sql, key);
                });
        callers.forget();
    }

    private static User ruled(Sql sql, Caller caller, UUID userId) {
        return ruled(sql, caller, userId, UserRights.unknown(userId));
    }

    private static User ruled(Sql sql, Caller caller, UUID userId, Problem.NotFound unknown) {
        User user = UserTable.find(sql, userId).orElseThrow(unknown::asException);
        UserRights.requireSelfOrRuleOver(caller, user, unknown);
        return user;
    }

    private void record(
            Sql sql,
            Caller caller,
            User user,
            String action,
            ApiKey key,
            Map<String, Object> more) {
        Map<String, Object> details = new HashMap<>(more);
        details.putAll(Map.of("user", user.email(), "name", key.name()));
        details.put(
                switch (key.kind()) {
                    case API -> "prefix";
                    case SIGNING -> "access_key_id";
                },
                key.prefix());
        audit.record(sql, caller, user.tenantId(), action, "key:" + key.id(), details);
    }

    private static Problem.NotFound unknown(UUID id) {
        return new Problem.NotFound("There is no key " + id + ", or it is revoked already.");
    }
}
