package dev.storeward.core.user;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.KeyInUse;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/**
 * How keys end, in the transaction of who ends them. A key ends itself and all that came of it. Of
 * the other keys of its user, and of the users whose keys it came of, it ends those that come after
 * the one in its own line: so the owner's key outlasts a stolen one, and no two end each other.
 * What a role allows besides is asked elsewhere.
 */
final class KeyEndings {
    private KeyEndings() {}

    static void requireMayEnd(Sql sql, Caller caller, UUID keyId) {
        KeyInUse key = caller.key();
        if (key != null && LineageTable.isBeyond(sql, key.id(), keyId)) {
            throw refused("This key does not end that one: it was made before, or lives longer.");
        }
    }

    static void requireMayEndAll(Sql sql, Caller caller, UUID userId) {
        KeyInUse key = caller.key();
        if (key != null && LineageTable.anyIsBeyond(sql, key.id(), userId)) {
            throw refused(
                    "This key does not end all keys of the user: one was made before, or"
                            + " lives longer.");
        }
    }

    private static RuntimeException refused(String cause) {
        return new Problem.Forbidden(
                        cause
                                + " Send the user's oldest key that does not expire, or ask a supervisor"
                                + " or super admin.")
                .asException();
    }

    /**
     * Ends keys and, if so asked, what came of them; answers how many.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when what came of them is to stay
     *     and the caller's key is among it, or one of them
     */
    static int end(Sql sql, Caller caller, List<UUID> keys, IssuedKeys issued) {
        return switch (issued) {
            case KEEP -> {
                requireAnothers(sql, caller, keys);
                yield KeyTable.revoke(sql, keys);
            }
            case END -> endWithIssued(sql, keys);
        };
    }

    private static int endWithIssued(Sql sql, List<UUID> keys) {
        int all = 0;
        int ended = LineageTable.endBelow(sql, keys);
        while (ended > 0) {
            all += ended;
            ended = LineageTable.endBelow(sql, keys);
        }
        return all;
    }

    /** Who uses a key does not save from its end what was made with it. */
    private static void requireAnothers(Sql sql, Caller caller, List<UUID> keys) {
        KeyInUse key = caller.key();
        if (key != null && LineageTable.isBelow(sql, key.id(), keys)) {
            throw Problem.invalid(
                            "issued",
                            "A key that ends itself, or one that it came of, ends what came of it too."
                                    + " Send another's.")
                    .asException();
        }
    }
}
