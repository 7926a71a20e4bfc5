package dev.storeward.core.link;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.time.Instant;
import java.util.List;

/** The sealed keys that sign links. Each method is one statement. */
final class LinkKeyTable {
    /** Time enough for every node to have read a new key before it signs. */
    private static final String LEAD = "interval '2 minutes'";

    /** The longest life of a link, and an hour for clocks that differ. */
    private static final String KEPT = "interval '7 days 1 hour'";

    private LinkKeyTable() {}

    /** A row, still sealed. */
    record Sealed(String kid, byte[] bytes, Instant notBefore, Instant databaseTime) {
        static Sealed of(Row row) {
            return new Sealed(
                    row.text("kid"),
                    row.bytes("sealed"),
                    row.time("not_before"),
                    row.time("database_time"));
        }
    }

    /** From when a new key signs. */
    enum From {
        /** For the first one: nobody knows an older. */
        NOW("sw_now()"),
        /** When every node has read it. */
        LATER("sw_now() + " + LEAD);

        private final String notBefore;

        From(String notBefore) {
            this.notBefore = notBefore;
        }
    }

    /** Lets one change of the keys after the other in, until the transaction ends. */
    static void lock(Sql sql) {
        sql.update("LOCK TABLE link_key IN SHARE ROW EXCLUSIVE MODE");
    }

    static boolean isEmpty(Sql sql) {
        return sql.first("SELECT 1 FROM link_key LIMIT 1", row -> true).isEmpty();
    }

    /** Ends the signing of every key when a new one begins {@link From#LATER}. */
    static void retire(Sql sql) {
        sql.update(
                "UPDATE link_key SET retired_at = sw_now() + "
                        + LEAD
                        + " WHERE retired_at IS NULL");
    }

    static void insert(Sql sql, String kid, byte[] sealed, From from) {
        sql.update(
                "INSERT INTO link_key (kid, sealed, not_before) VALUES (?, ?, "
                        + from.notBefore
                        + ")",
                kid,
                sealed);
    }

    /** Forgets the keys that no living link was signed with. */
    static void forgetRetired(Sql sql) {
        sql.update("DELETE FROM link_key WHERE retired_at < sw_now() - " + KEPT);
    }

    /** The keys that links may be signed with, the one that signs last first. */
    static List<Sealed> inUse(Sql sql) {
        return sql.list(
                "SELECT kid, sealed, not_before, sw_now() AS database_time FROM link_key"
                        + " WHERE retired_at IS NULL OR retired_at > sw_now() - "
                        + KEPT
                        + " ORDER BY not_before DESC LIMIT 100",
                Sealed::of);
    }
}
