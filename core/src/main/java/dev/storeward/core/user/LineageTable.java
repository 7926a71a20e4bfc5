package dev.storeward.core.user;

import dev.storeward.core.db.Sql;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which keys came of which. Each method is one statement. */
final class LineageTable {
    /** The keys of the parameter and all that came of them, ended ones too. */
    private static final String BELOW =
            """
            WITH RECURSIVE below AS (
              SELECT id FROM api_key WHERE id = ANY (?::uuid[])
              UNION
              SELECT k.id FROM api_key k JOIN below b ON k.issued_by = b.id)
            """;

    /** Ends what lives of {@code below}, as far as a condition goes, in one order for all. */
    private static final String END =
            """
            UPDATE api_key SET revoked_at = sw_now()
            FROM (SELECT k.id FROM api_key k JOIN below b ON b.id = k.id
                  WHERE k.revoked_at IS NULL AND %s ORDER BY k.id FOR UPDATE OF k) living
            WHERE api_key.id = living.id
            """;

    private static final String END_ALL = BELOW + END.formatted("true");
    private static final String END_OPERATORS =
            BELOW
                    + END.formatted(
                            "EXISTS (SELECT FROM app_user u WHERE u.id = k.user_id AND u.tenant_id IS NULL)");

    /**
     * Whether a key {@code z} comes before a key {@code y} of the same user: the one that the
     * operator set, else the one that lives longer, else the older.
     */
    private static final String SENIOR =
            """
            CASE WHEN z.bootstrap <> y.bootstrap THEN z.bootstrap
                 WHEN coalesce(z.expires_at, 'infinity') <> coalesce(y.expires_at, 'infinity')
                 THEN coalesce(z.expires_at, 'infinity') > coalesce(y.expires_at, 'infinity')
                 ELSE (z.created_at, z.id) < (y.created_at, y.id) END
            """;

    /** The living keys {@code y}, as far as a condition goes, that a key may not end. */
    private static final String BEYOND =
            BELOW
                    + """
                    , above AS (
                      SELECT id, issued_by FROM api_key WHERE id = ?
                      UNION
                      SELECT k.id, k.issued_by FROM api_key k JOIN above a ON k.id = a.issued_by)
                    SELECT 1 FROM api_key y
                    JOIN api_key z ON z.user_id = y.user_id AND z.id IN (SELECT id FROM above)
                    WHERE %s AND y.revoked_at IS NULL
                      AND (y.expires_at IS NULL OR y.expires_at > sw_now())
                      AND y.id NOT IN (SELECT id FROM below) AND NOT
                    """
                    + SENIOR
                    + " LIMIT 1";

    private static final String BEYOND_OF_KEY = BEYOND.formatted("y.id = ?");
    private static final String BEYOND_OF_USER = BEYOND.formatted("y.user_id = ?");

    private LineageTable() {}

    /** A key that makes another. */
    record Issuer(@Nullable Instant endsAt) {}

    /**
     * Holds a key that is to make another, so that it does not end meanwhile; empty when it has.
     */
    static Optional<Issuer> hold(Sql sql, UUID keyId) {
        return sql.first(
                """
                SELECT expires_at FROM api_key
                WHERE id = ? AND revoked_at IS NULL AND (expires_at IS NULL OR expires_at > sw_now())
                FOR SHARE
                """,
                row -> new Issuer(row.timeOrNull("expires_at")),
                keyId);
    }

    /**
     * Ends what lives of some keys and of all that came of them; answers how many. A key that one
     * of them was making is seen by the next call: all are ended when there was none.
     */
    static int endBelow(Sql sql, Collection<UUID> keys) {
        return sql.update(END_ALL, keys);
    }

    /** As {@link #endBelow}, but only keys of super admins. */
    static int endOperatorsBelow(Sql sql, Collection<UUID> keys) {
        return sql.update(END_OPERATORS, keys);
    }

    /** Whether a key came of another, or is it. */
    static boolean isBelow(Sql sql, UUID keyId, Collection<UUID> keys) {
        return sql.first(BELOW + "SELECT 1 FROM below WHERE id = ?", row -> true, keys, keyId)
                .isPresent();
    }

    /** Whether a key stands in the way of who wants to end another with it. */
    static boolean isBeyond(Sql sql, UUID callersKey, UUID keyId) {
        return beyond(sql, BEYOND_OF_KEY, callersKey, keyId);
    }

    /** As {@link #isBeyond}, for one of all keys of a user. */
    static boolean anyIsBeyond(Sql sql, UUID callersKey, UUID userId) {
        return beyond(sql, BEYOND_OF_USER, callersKey, userId);
    }

    private static boolean beyond(Sql sql, String query, UUID callersKey, UUID target) {
        return sql.first(query, row -> true, List.of(callersKey), callersKey, target).isPresent();
    }
}
