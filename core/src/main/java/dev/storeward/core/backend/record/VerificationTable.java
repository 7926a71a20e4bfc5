package dev.storeward.core.backend.record;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.ProfileJson;
import dev.storeward.core.backend.verification.CheckJson;
import dev.storeward.core.backend.verification.Verification;
import dev.storeward.core.db.Sql;
import java.util.List;
import java.util.UUID;

/** What verifications said of backends, and when they are due again. */
public final class VerificationTable {
    private VerificationTable() {}

    /**
     * Keeps what came of a verification; the next one is due in about a day. A new profile is a new
     * revision, so that stores are opened with it.
     */
    public static Backend keep(Sql sql, UUID id, Verification verification) {
        boolean passed = verification.passed();
        return sql.one(
                """
                UPDATE backend SET
                  health = ?, proven = proven OR ?, checks = ?,
                  revision = revision + CASE WHEN ? AND profile <> ? THEN 1 ELSE 0 END,
                  profile = CASE WHEN ? THEN ? ELSE profile END,
                  last_verified_at = sw_now(), verification_retries = 0,
                  next_verification_at = sw_now() + interval '20 hours'
                                           + random() * interval '8 hours'
                WHERE id = ? RETURNING
                """
                        + BackendTable.COLUMNS,
                BackendTable::backend,
                passed ? Health.VERIFIED : Health.DEGRADED,
                passed,
                new Sql.Json(CheckJson.write(verification.results())),
                passed,
                profile(verification),
                passed,
                profile(verification),
                id);
    }

    /**
     * The backends that are to be asked now, set aside for long enough that nobody else asks them
     * meanwhile.
     */
    public static List<Backend> claimDue(Sql sql, int limit) {
        return sql.list(
                """
                UPDATE backend SET next_verification_at = sw_now() + interval '15 minutes'
                WHERE id IN (SELECT id FROM backend
                             WHERE state = 'active' AND next_verification_at <= sw_now()
                             ORDER BY next_verification_at LIMIT ? FOR UPDATE SKIP LOCKED)
                RETURNING
                """
                        + BackendTable.COLUMNS,
                BackendTable::backend,
                limit);
    }

    /**
     * Notes a failure that may pass by itself; answers how often in a row there was one. The
     * backend is asked again in a quarter of an hour.
     */
    public static long retry(Sql sql, UUID id) {
        return sql.one(
                """
                UPDATE backend SET verification_retries = verification_retries + 1,
                       next_verification_at = sw_now() + interval '15 minutes'
                WHERE id = ? RETURNING verification_retries
                """,
                row -> row.number("verification_retries"),
                id);
    }

    /** Leaves a backend alone for a day. */
    public static void postpone(Sql sql, UUID id) {
        sql.update(
                "UPDATE backend SET next_verification_at = sw_now() + interval '1 day' WHERE id = ?",
                id);
    }

    private static Sql.Json profile(Verification verification) {
        return new Sql.Json(ProfileJson.write(verification.profile()));
    }
}
