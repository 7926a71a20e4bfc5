package dev.storeward.core.crypto;

import dev.storeward.core.db.Row;
import dev.storeward.core.db.Sql;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The one row of the installation. Each method is one statement. */
final class InstallationTable {
    private static final long LOCK = 0x53746f7265776172L;

    private InstallationTable() {}

    /** What the database remembers of the first start. */
    static final class Known {
        final UUID id;
        final String masterKeyId;
        final byte[] checkValue;

        /** The installation whose copy this one was declared to be. */
        final @Nullable UUID copyOf;

        private Known(Row row) {
            this.id = row.uuid("id");
            this.masterKeyId = row.text("master_key_id");
            this.checkValue = row.bytes("check_value");
            this.copyOf = row.uuidOrNull("copy_of");
        }
    }

    static Optional<Known> find(Sql sql) {
        return sql.first(
                "SELECT id, master_key_id, check_value, copy_of FROM installation", Known::new);
    }

    static void lock(Sql sql) {
        sql.one("SELECT 1 FROM pg_advisory_xact_lock(?)", row -> true, LOCK);
    }

    static String masterKeyId(Sql sql) {
        return sql.one("SELECT master_key_id FROM installation", row -> row.text("master_key_id"));
    }

    /** Names another master key; false when {@code from} is not the current one. */
    static boolean switchKey(Sql sql, UUID id, String from, String to, byte[] checkValue) {
        return sql.update(
                        "UPDATE installation SET master_key_id = ?, check_value = ?"
                                + " WHERE id = ? AND master_key_id = ?",
                        to,
                        checkValue,
                        id,
                        from)
                == 1;
    }

    /** Gives the installation another id and remembers the one it had. */
    static void rename(Sql sql, UUID id, UUID to, byte[] checkValue) {
        sql.update(
                "UPDATE installation SET id = ?, check_value = ?, copy_of = ? WHERE id = ?",
                to,
                checkValue,
                id,
                id);
    }

    static void insert(Sql sql, UUID id, String masterKeyId, byte[] checkValue) {
        sql.update(
                "INSERT INTO installation (id, master_key_id, check_value) VALUES (?, ?, ?)",
                id,
                masterKeyId,
                checkValue);
    }
}
