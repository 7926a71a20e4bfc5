package dev.storeward.core.user;

import dev.storeward.core.access.CallerCache;
import dev.storeward.core.access.ChosenKeyTable;
import dev.storeward.core.access.ChosenKeys;
import dev.storeward.core.access.KeyHash;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Sql;
import dev.storeward.core.db.Tx;
import dev.storeward.store.Secret;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * Sees to it that the platform has a super admin with a key. Every node may run it at its start.
 */
public final class BootstrapAdmin {
    private static final int SHORTEST_KEY = 32;
    private static final int LONGEST_KEY = 512;

    private final Tx tx;
    private final AuditLog audit;
    private final CallerCache callers;
    private final SecureRandom random;
    private final ChosenKeys chosen;

    public BootstrapAdmin(
            Tx tx, AuditLog audit, CallerCache callers, SecureRandom random, ChosenKeys chosen) {
        this.tx = tx;
        this.audit = audit;
        this.callers = callers;
        this.random = random;
        this.chosen = chosen;
    }

    /**
     * Makes the super admin if there is none with this email, and its key: the given one, which
     * ends the one of an earlier start and the super admins' keys that came of it, or a new one
     * when none is given and no super admin has any.
     *
     * @param given 32 to 512 characters, or empty for none
     * @return the key when it was made here, to be shown this once
     * @throws IllegalArgumentException when the given key is too short or too long
     */
    public Optional<Secret> ensure(String email, Secret given) {
        int length = given.reveal().length();
        if (length != 0 && (length < SHORTEST_KEY || length > LONGEST_KEY)) {
            throw new IllegalArgumentException(
                    "The admin key must be "
                            + SHORTEST_KEY
                            + " to "
                            + LONGEST_KEY
                            + " characters long; it has "
                            + length
                            + ".");
        }
        Optional<Secret> made = tx.forSystem().transaction(sql -> ensure(sql, email, given));
        callers.forget();
        return made;
    }

    private Optional<Secret> ensure(Sql sql, String email, Secret given) {
        KeyTable.Bootstrap.lock(sql);
        UUID userId =
                UserTable.superAdmin(sql, email).map(User::id).orElseGet(() -> make(sql, email));
        if (!given.isEmpty()) {
            keep(sql, userId, given);
            return Optional.empty();
        }
        if (KeyTable.Bootstrap.anyKeyOfSuperAdmins(sql)) {
            return Optional.empty();
        }
        Secret key = KeyMaker.next(random);
        replace(sql, keyId -> KeyTable.Bootstrap.insert(sql, keyId, userId, KeyHash.of(key)));
        return Optional.of(key);
    }

    private void keep(Sql sql, UUID userId, Secret given) {
        Optional<UUID> before = KeyTable.Bootstrap.ofHash(sql, userId, KeyHash.of(given));
        if (before.isPresent()) {
            ChosenKeyTable.keep(sql, chosen.kept(before.get(), given));
        } else if (KeyTable.Bootstrap.chosen(sql, userId).stream()
                .noneMatch(kept -> chosen.proves(given, kept))) {
            replace(
                    sql,
                    keyId ->
                            KeyTable.Bootstrap.insertChosen(
                                    sql, userId, chosen.kept(keyId, given)));
        }
    }

    private UUID make(Sql sql, String email) {
        UUID id = UserTable.insert(sql, Ids.next(), null, email, Role.SUPER_ADMIN).id();
        audit.recordOfService(sql, "user.create", "user:" + id, Map.of("email", email));
        return id;
    }

    private void replace(Sql sql, Consumer<UUID> insert) {
        endBefore(sql);
        UUID keyId = Ids.next();
        insert.accept(keyId);
        audit.recordOfService(sql, "key.create", "key:" + keyId, Map.of("name", "first start"));
        CallerCache.announce(sql);
    }

    /** The key of an earlier start ends, and what came of it in the hands of super admins. */
    private static void endBefore(Sql sql) {
        List<UUID> before = KeyTable.Bootstrap.living(sql);
        int ended = LineageTable.endOperatorsBelow(sql, before);
        while (ended > 0) {
            ended = LineageTable.endOperatorsBelow(sql, before);
        }
    }
}
