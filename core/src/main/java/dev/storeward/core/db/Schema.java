package dev.storeward.core.db;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.MigrationVersion;

/** The tables, brought to a version by their owner. */
public final class Schema {
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
        try {
            flyway(settings, target).migrate();
        } catch (FlywayException e) {
            throw new DatabaseException(
                    DatabaseException.Kind.OTHER,
                    "The database could not be brought to this version's schema: " + e.getMessage(),
                    e);
        }
    }

    private static Flyway flyway(DatabaseSettings settings, MigrationVersion target) {
        return Flyway.configure()
                .dataSource(settings.url(), settings.ownerUser(), settings.ownerPassword().reveal())
                .locations("classpath:dev/storeward/core/db/migrations")
                .placeholders(Map.of("app_role", settings.appUser()))
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false"))
                // The owner is behind the policies too, and a migration works on all rows.
                .initSql("SET storeward.tenant = 'system'")
                .validateMigrationNaming(true)
                .connectRetries(3)
                .target(target)
                .load();
    }
}
