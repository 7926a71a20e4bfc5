package dev.storeward.core.db.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.postgresql.PGConnection;

/**
 * Every table of the schema as a stream of rows, and back. Each method is one statement, run by the
 * tables' owner.
 */
final class DumpTable {
    /**
     * What another server makes for itself: its nodes, and what was done to its schema. Whoever is
     * signed in here signs in there anew.
     */
    private static final String LEFT_OUT = "'flyway_schema_history', 'node', 'console_session'";

    /** Left out, and of rows that are: it is emptied with them. */
    private static final String SESSIONS = "console_session";

    private DumpTable() {}

    /** One state of all tables for everything that follows, and every tenant's rows. */
    static void readOneSnapshot(Connection connection) throws SQLException {
        execute(connection, "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        seeAll(connection);
    }

    static void seeAll(Connection connection) throws SQLException {
        execute(connection, "SET LOCAL storeward.tenant = 'system'");
    }

    /** Whether there are no tables, or only ours as a restore that failed has left them. */
    static boolean isEmpty(Connection connection) throws SQLException {
        boolean tables =
                !texts(
                                connection,
                                "SELECT relname::text FROM pg_class WHERE relkind IN ('r', 'p')"
                                        + " AND relnamespace = 'public'::regnamespace LIMIT 1")
                        .isEmpty();
        return !tables
                || (isThere(connection, "installation") && installation(connection).isEmpty());
    }

    private static boolean isThere(Connection connection, String table) throws SQLException {
        return !texts(connection, "SELECT 1::text WHERE to_regclass(?) IS NOT NULL", quoted(table))
                .isEmpty();
    }

    static String schemaVersion(Connection connection) throws SQLException {
        return texts(
                        connection,
                        "SELECT version FROM flyway_schema_history WHERE success AND version IS NOT NULL"
                                + " ORDER BY installed_rank DESC LIMIT 1")
                .getFirst();
    }

    /** The tables, each after those its rows refer to. */
    static List<String> tables(Connection connection) throws SQLException {
        return texts(
                connection,
                """
                WITH RECURSIVE t AS (
                  SELECT oid, relname::text AS name FROM pg_class
                  WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
                    AND NOT relispartition AND relname NOT IN (%s)),
                depth AS (
                  SELECT oid, name, 0 AS level FROM t
                  UNION
                  SELECT t.oid, t.name, depth.level + 1 FROM depth
                  JOIN pg_constraint c ON c.confrelid = depth.oid AND c.contype = 'f'
                    AND c.conrelid <> c.confrelid
                  JOIN t ON t.oid = c.conrelid
                  WHERE depth.level < 20)
                SELECT name FROM depth GROUP BY name ORDER BY max(level), name
                """
                        .formatted(LEFT_OUT));
    }

    /** Those that are written, not computed. */
    static List<String> columns(Connection connection, String table) throws SQLException {
        return texts(
                connection,
                """
                SELECT attname::text FROM pg_attribute
                WHERE attrelid = ?::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''
                ORDER BY attnum
                """,
                quoted(table));
    }

    static List<Manifest.Counter> counters(Connection connection) throws SQLException {
        List<Manifest.Counter> counters = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT c.relname::text, a.attname::text,
                                       coalesce(pg_sequence_last_value(
                                         pg_get_serial_sequence(quote_ident(c.relname), a.attname)), 0)
                                FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                                WHERE c.relnamespace = 'public'::regnamespace AND a.attidentity <> ''
                                  AND NOT c.relispartition
                                ORDER BY 1, 2
                                """)) {
            while (rows.next()) {
                counters.add(
                        new Manifest.Counter(
                                rows.getString(1), rows.getString(2), rows.getLong(3)));
            }
        }
        return counters;
    }

    static List<Manifest.Location> locations(Connection connection) throws SQLException {
        List<Manifest.Location> locations = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT connector, endpoint, bucket, prefix FROM location"
                                        + " ORDER BY endpoint, bucket, prefix")) {
            while (rows.next()) {
                locations.add(
                        new Manifest.Location(
                                rows.getString(1),
                                rows.getString(2),
                                rows.getString(3),
                                rows.getString(4)));
            }
        }
        return locations;
    }

    static String installation(Connection connection) throws SQLException {
        List<String> found = texts(connection, "SELECT id::text FROM installation");
        return found.isEmpty() ? "" : found.getFirst();
    }

    /** The keys that secrets are sealed under, the current one first. */
    static List<String> masterKeys(Connection connection) throws SQLException {
        return texts(
                connection,
                """
                WITH used AS (SELECT sealed_under FROM tenant_key UNION SELECT sealed_under FROM backend_credential
                              UNION SELECT sealed_under FROM api_key WHERE sealed_under IS NOT NULL
                              UNION SELECT sealed_under FROM signing_key
                              UNION SELECT sealed_under FROM link_key UNION SELECT sealed_under FROM manifest_key)
                SELECT master_key_id FROM installation
                UNION ALL
                SELECT sealed_under FROM used
                WHERE sealed_under NOT IN (SELECT master_key_id FROM installation)
                """);
    }

    static List<String> auditMonths(Connection connection) throws SQLException {
        return texts(
                connection,
                "SELECT DISTINCT date_trunc('month', at AT TIME ZONE 'UTC')::date::text FROM audit ORDER BY 1");
    }

    /** Makes the partition of a month's audit rows. */
    static void auditPartition(Connection connection, String month) throws SQLException {
        texts(connection, "SELECT sw_audit_partition(?::date)::text", month);
    }

    /** Writes all rows of a table, and answers how many. */
    static long copyOut(Connection connection, String table, List<String> columns, OutputStream to)
            throws SQLException, IOException {
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "COPY (SELECT " + list(columns) + " FROM " + quoted(table) + ") TO STDOUT",
                        to);
    }

    /** Reads rows into a table, and answers how many. */
    static long copyIn(Connection connection, String table, List<String> columns, InputStream from)
            throws SQLException, IOException {
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("COPY " + quoted(table) + " (" + list(columns) + ") FROM STDIN", from);
    }

    /** Empties tables of what the making of the schema put into them. */
    static void empty(Connection connection, List<String> tables) throws SQLException {
        execute(
                connection,
                "TRUNCATE "
                        + Stream.concat(tables.stream(), Stream.of(SESSIONS))
                                .map(DumpTable::quoted)
                                .collect(Collectors.joining(", ")));
    }

    /** Lets the owner write rows of every tenant at once, or holds it behind the policies again. */
    static void forced(Connection connection, String table, boolean forced) throws SQLException {
        execute(
                connection,
                "ALTER TABLE "
                        + quoted(table)
                        + (forced ? " FORCE" : " NO FORCE")
                        + " ROW LEVEL SECURITY");
    }

    /** Has what triggers keep come out of the backup, like everything else, or kept again. */
    static void triggered(Connection connection, String table, boolean triggered)
            throws SQLException {
        execute(
                connection,
                "ALTER TABLE "
                        + quoted(table)
                        + (triggered ? " ENABLE" : " DISABLE")
                        + " TRIGGER USER");
    }

    /** The tables whose owner is behind their policies. */
    static List<String> forced(Connection connection) throws SQLException {
        return texts(
                connection,
                "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relforcerowsecurity ORDER BY 1");
    }

    /** The tables with policies that their owner is not behind. */
    static List<String> unforced(Connection connection) throws SQLException {
        return texts(
                connection,
                "SELECT relname::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                        + " AND relrowsecurity AND NOT relforcerowsecurity ORDER BY 1");
    }

    static void setCounter(Connection connection, Manifest.Counter counter) throws SQLException {
        texts(
                connection,
                "SELECT setval(pg_get_serial_sequence(?, ?), greatest(?::bigint, 1), ?::bigint > 0)::text",
                quoted(counter.table()),
                counter.column(),
                String.valueOf(counter.last()),
                String.valueOf(counter.last()));
    }

    /** Has a start find the database recorded elsewhere; in the form of a fingerprint. */
    static void hold(Connection connection) throws SQLException {
        execute(connection, "UPDATE installation SET fingerprint = 'EXTERNAL backup - - -'");
    }

    private static String list(List<String> columns) {
        return String.join(", ", columns.stream().map(DumpTable::quoted).toList());
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(Connection connection, String sql, String... parameters)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) {
                statement.setString(i + 1, parameters[i]);
            }
            List<String> texts = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    texts.add(rows.getString(1));
                }
            }
            return texts;
        }
    }
}
