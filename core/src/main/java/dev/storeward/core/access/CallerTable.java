package dev.storeward.core.access;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Keys with their users and tenants, as far as they may be used now. */
public final class CallerTable {
    /** The columns that {@link #known} wants, of {@link #KEYS}. */
    public static final String COLUMNS =
            """
            k.id AS key_id, k.expires_at, k.link_epoch, u.id, u.number, u.email, u.role,
            t.id AS tenant_id, t.number AS tenant_number, t.slug,
            ceil(extract(epoch FROM k.expires_at - sw_now()) * 1000)::bigint AS millis
            """;

    /** Keys {@code k} with their users and tenants. */
    public static final String KEYS =
            """
            api_key k
            JOIN app_user u ON u.id = k.user_id
            LEFT JOIN tenant t ON t.id = u.tenant_id
            """;

    /** The condition that a key of {@link #KEYS} may be used now. */
    public static final String USABLE =
            """
            k.revoked_at IS NULL AND u.disabled_at IS NULL
            AND (k.expires_at IS NULL OR k.expires_at > sw_now()) AND t.deleted_at IS NULL
            """;

    private static final String SENT =
            "SELECT k.hash, k.salt, k.rounds, k.sealed, k.bootstrap, "
                    + COLUMNS
                    + "FROM "
                    + KEYS
                    + "WHERE k.kind = 'api' AND (k.prefix = ? OR k.sealed_under IS NOT NULL) AND "
                    + USABLE;

    private static final long NO_EXPIRY_SECONDS = Duration.ofDays(1).toSeconds();

    private CallerTable() {}

    /**
     * A key that may be the one.
     *
     * @param hash of one that is made by chance; null for one that was chosen
     * @param chosen null for one that is made by chance
     * @param bootstrap whether it was set at a start
     */
    record Candidate(
            @Nullable KeyHash hash, @Nullable ChosenKey chosen, boolean bootstrap, KnownKey key) {}

    /**
     * The usable keys that begin so, and those that were chosen, of which nobody knows how. Keys
     * that sign are never sent, and none of them.
     */
    static List<Candidate> usable(Sql sql, String prefix) {
        return sql.list(SENT, row -> candidate(row, prefix), prefix);
    }

    private static Candidate candidate(Row row, String prefix) {
        byte[] hash = row.bytes("hash");
        boolean bootstrap = row.flag("bootstrap");
        Long rounds = row.numberOrNull("rounds");
        return rounds == null
                ? new Candidate(KeyHash.kept(prefix, hash), null, bootstrap, known(row))
                : new Candidate(
                        null,
                        new ChosenKey(
                                row.uuid("key_id"),
                                row.bytes("salt"),
                                Math.toIntExact(rounds),
                                hash,
                                row.bytes("sealed")),
                        bootstrap,
                        known(row));
    }

    static Optional<TenantScope> tenant(Sql sql, String slug) {
        return sql.first(
                "SELECT id, number, slug FROM tenant WHERE slug = ? AND deleted_at IS NULL",
                row -> new TenantScope(row.uuid("id"), row.number("number"), row.text("slug")),
                slug);
    }

    /** Tells who listens to a channel, when the transaction commits. */
    static void announce(Sql sql, String channel) {
        sql.first("SELECT pg_notify(?, '')", row -> true, channel);
    }

    /** The key of a row with {@link #COLUMNS}. */
    public static KnownKey known(Row row) {
        Long millis = row.numberOrNull("millis");
        return new KnownKey(
                row.uuid("id"),
                row.number("number"),
                row.text("email"),
                row.constant("role", Role.class),
                scope(row),
                new KeyInUse(
                        row.uuid("key_id"),
                        row.timeOrNull("expires_at"),
                        Math.toIntExact(row.number("link_epoch"))),
                millis == null ? Duration.ofSeconds(NO_EXPIRY_SECONDS) : Duration.ofMillis(millis));
    }

    private static @Nullable TenantScope scope(Row row) {
        UUID id = row.uuidOrNull("tenant_id");
        return id == null
                ? null
                : new TenantScope(id, row.number("tenant_number"), row.text("slug"));
    }
}
