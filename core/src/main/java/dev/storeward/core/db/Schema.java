package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;
import org.flywaydb.core.api.callback.Callback;
import org.flywaydb.core.api.callback.Context;
import org.flywaydb.core.api.callback.Event;

/** The tables, brought to a version by their owner, while nodes of the version before may work. */
public final class Schema {
    private static final int TRIES = 20;
    private static final Duration BETWEEN_TRIES = Duration.ofSeconds(1);

    private Schema() {}

    /**
     * Brings a database to this release's version.
     *
     * @throws DatabaseException when a migration fails
     */
    public static void migrate(DatabaseSettings settings) {
        migrate(settings, MigrationVersion.LATEST);
    }

    /**
     * Brings an empty database to an earlier version, for rows that were written by it.
     *
     * @throws DatabaseException when this release does not know the version, or a migration fails
     */
    public static void migrateTo(DatabaseSettings settings, String version) {
        ServerVersion.require(settings);
        MigrationVersion wanted = MigrationVersion.fromVersion(version);
        boolean known =
                Arrays.stream(flyway(settings, MigrationVersion.LATEST).info().all())
                        .map(MigrationInfo::getVersion)
                        .filter(Objects::nonNull)
                        .anyMatch(wanted::equals);
        if (!known) {
            throw new DatabaseException(
                    DatabaseException.Kind.OTHER,
                    "This release does not know the schema's version "
                            + version
                            + ": use the release that wrote it, or a newer one.",
                    new IllegalArgumentException("unknown version"));
        }
        migrate(settings, wanted);
    }

    /**
     * A connection as the owner of the tables, without a limit of time: for whole tables at once.
     * The caller closes it.
     *
     * @throws DatabaseException when the server cannot be reached or refuses the user
     */
    public static Connection asOwner(DatabaseSettings settings) {
        Properties properties = new Properties();
        properties.setProperty("user", settings.ownerUser());
        properties.setProperty("password", settings.ownerPassword().reveal());
        properties.setProperty("ApplicationName", "storeward-backup");
        properties.setProperty("connectTimeout", "10");
        properties.setProperty("tcpKeepAlive", "true");
        try {
            return DriverManager.getConnection(settings.url(), properties);
        } catch (SQLException e) {
            throw DatabaseException.of(e);
        }
    }

    private static void migrate(DatabaseSettings settings, MigrationVersion target) {
        for (int left = TRIES - 1; ; left--) {
            try {
                flyway(settings, target).migrate();
                return;
            } catch (FlywayException e) {
                if (left == 0 || !heldByOthers(e)) {
                    throw failed(e);
                }
            }
            pause();
        }
    }

    private static DatabaseException failed(FlywayException e) {
        return heldByOthers(e)
                ? new DatabaseException(
                        DatabaseException.Kind.BUSY,
                        "The database could not be brought to this version's schema: other work"
                                + " holds the tables that change. Wait for the end of a backup, or"
                                + " stop the other nodes, and start again.",
                        e)
                : new DatabaseException(
                        DatabaseException.Kind.OTHER,
                        "The database could not be brought to this version's schema: "
                                + e.getMessage(),
                        e);
    }

    /** Whether a lock was not to be had: nothing of the step was done, and it can be done again. */
    private static boolean heldByOthers(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException e) {
                return switch (DatabaseException.of(e).kind()) {
                    case CONFLICT, BUSY -> true;
                    default -> false;
                };
            }
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_TRIES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DatabaseException(
                    DatabaseException.Kind.UNAVAILABLE,
                    "The start was interrupted before the schema was this version's.",
                    e);
        }
    }

    private static Flyway flyway(DatabaseSettings settings, MigrationVersion target) {
        return Flyway.configure()
                .dataSource(settings.url(), settings.ownerUser(), settings.ownerPassword().reveal())
                .locations("classpath:dev/storeward/core/db/migrations")
                .placeholders(Map.of("app_role", settings.appUser()))
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                .callbacks(new TableLocks())
                // The owner is behind the policies too, and a migration works on all rows.
                .initSql("SET storeward.tenant = 'system'")
                .validateMigrationNaming(true)
                .connectRetries(3)
                .target(target)
                .load();
    }

    /**
     * Takes the locks of a step before the step begins, in the step's transaction. Steps that work
     * long on one table and then change the form of another would take the second lock from
     * transactions that wait for the first: a deadlock at each try beside a busy node. What waits
     * here holds little, and gives up soon, so that nobody waits behind it for long.
     */
    private static final class TableLocks implements Callback {
        private static final String PATIENCE = "SET LOCAL lock_timeout = '5s'";
        private static final String NO_LIMIT = "SET LOCAL lock_timeout = 0";
        private static final String ALONE = " IN ACCESS EXCLUSIVE MODE";
        private static final String WRITERS_WAIT = " IN SHARE ROW EXCLUSIVE MODE";

        /** By version, and in the order in which they are taken. */
        private static final Map<String, List<String>> LOCKS =
                Map.ofEntries(
                        Map.entry(
                                "13", List.of("location" + WRITERS_WAIT, "object" + WRITERS_WAIT)),
                        Map.entry(
                                "14",
                                List.of(
                                        "tenant" + ALONE,
                                        "migration" + ALONE,
                                        "migration_item" + ALONE,
                                        "file" + WRITERS_WAIT)),
                        Map.entry("16", List.of("migration" + ALONE, "object" + WRITERS_WAIT)),
                        Map.entry("17", List.of("location" + ALONE, "backend" + ALONE)),
                        Map.entry("19", List.of("migration" + ALONE, "migration_item" + ALONE)),
                        Map.entry(
                                "22",
                                List.of(
                                        "app_user" + ALONE,
                                        "api_key" + ALONE,
                                        "object" + ALONE,
                                        "upload_ticket" + ALONE,
                                        "idempotency" + ALONE)),
                        Map.entry(
                                "24", List.of("location" + WRITERS_WAIT, "backend" + WRITERS_WAIT)),
                        Map.entry("26", List.of("api_key" + ALONE)),
                        Map.entry("27", List.of("file" + ALONE)),
                        Map.entry("33", List.of("upload_session" + ALONE)),
                        Map.entry(
                                "34", List.of("tenant" + WRITERS_WAIT, "api_key" + WRITERS_WAIT)));

        @Override
        public boolean supports(Event event, Context context) {
            return event == Event.BEFORE_EACH_MIGRATE;
        }

        @Override
        public boolean canHandleInTransaction(Event event, Context context) {
            return true;
        }

        @Override
        public void handle(Event event, Context context) {
            MigrationVersion version = context.getMigrationInfo().getVersion();
            List<String> locks = version == null ? null : LOCKS.get(version.getVersion());
            if (locks == null) {
                return;
            }
            try (Statement statement = context.getConnection().createStatement()) {
                statement.execute(PATIENCE);
                for (String lock : locks) {
                    statement.execute("LOCK TABLE " + lock);
                }
                statement.execute(NO_LIMIT);
            } catch (SQLException e) {
                throw new FlywayException("The tables of version " + version + " are held.", e);
            }
        }

        @Override
        public String getCallbackName() {
            return "table locks";
        }
    }
}
