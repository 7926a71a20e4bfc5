package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.Secret;
import dev.storeward.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/** What migrations of an earlier version left at their sources for a year, or for good. */
class LongGraceTest {
    private static final UUID TENANT = UUID.randomUUID();
    private static final UUID PLACE = UUID.randomUUID();
    private static final UUID BACKEND = UUID.randomUUID();
    private static final UUID MIGRATION = UUID.randomUUID();

    @Test
    void waitsThirtyDaysAtMostAndNotLongerThanItsFile() throws SQLException {
        try (TestDatabase test = TestDatabase.create()) {
            migratedTo(test, "15");
            try (Connection connection = connection(test);
                    Statement statement = connection.createStatement()) {
                fill(statement);
            }

            migratedTo(test, "latest");

            assertThat(told(test))
                    .containsExactly(
                            "deleted, kept: in 0 days",
                            "deleted, waits: in 0 days",
                            "file, kept: for good",
                            "file, moved 10 days ago: in 20 days",
                            "file, moved 90 days ago: in 0 days",
                            "the migration: 2592000 seconds");
        }
    }

    private static void migratedTo(TestDatabase test, String version) {
        Secret password = Secret.of(test.owner().password().reveal());
        Flyway.configure()
                .dataSource(test.jdbcUrl(), test.owner().user(), password.reveal())
                .locations("classpath:dev/storeward/core/db/migrations")
                .placeholders(Map.of("app_role", test.app().user()))
                .initSql("SET storeward.tenant = 'system'")
                .target(version)
                .load()
                .migrate();
    }

    private static Connection connection(TestDatabase test) throws SQLException {
        Connection connection =
                DriverManager.getConnection(
                        test.jdbcUrl(), test.owner().user(), test.owner().password().reveal());
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET storeward.tenant = 'system'");
        }
        return connection;
    }

    private static void fill(Statement sql) throws SQLException {
        sql.execute(
                """
                INSERT INTO tenant (id, slug, name, plan, external_id, created_at)
                VALUES ('%s', 's', 'T', 'free', gen_random_uuid(), now())
                """
                        .formatted(TENANT));
        sql.execute(
                """
                INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)
                VALUES ('%s', 'c', 'e', 'b', '', now())
                """
                        .formatted(PLACE));
        sql.execute(
                """
                INSERT INTO backend (id, name, location_id, connector, settings, state, credential_version,
                  created_at, updated_at)
                VALUES ('%s', 'shared', '%s', 'c', '{}', 'active', 1, now(), now())
                """
                        .formatted(BACKEND, PLACE));
        sql.execute(
                """
                INSERT INTO migration (id, tenant_id, state, source_kind, home_backend_id, target_backend_id,
                  target_location_id, target_kind, total_files, total_bytes, slots, placement_version,
                  placement_before, grace_seconds, concurrency, started_at, initiated_by, initiated_by_email)
                VALUES ('%s', '%s', 'completed', 'shared', '%s', '%s', '%s', 'shared', 5, 5, 4, 1, '{}',
                  31536000, 16, now(), '%s', 'e')
                """
                        .formatted(MIGRATION, TENANT, BACKEND, BACKEND, PLACE, TENANT));
        source(sql, "file, moved 10 days ago", true, 10, false);
        source(sql, "file, moved 90 days ago", true, 90, false);
        source(sql, "file, kept", true, 10, true);
        source(sql, "deleted, waits", false, 10, false);
        source(sql, "deleted, kept", false, 10, true);
    }

    private static void source(
            Statement sql, String name, boolean hasFile, int daysAgo, boolean kept)
            throws SQLException {
        UUID file = UUID.randomUUID();
        sql.execute(
                """
                INSERT INTO object (tenant_id, id, content_id, location_id, key, state, node_id, token, format,
                  key_id, charged, created_at, deadline, purge_after)
                VALUES ('%s', '%s', '%s', '%s', '%s', 'doomed', '%s', '%s', 1, 'k', 1, now(), now(), %s)
                """
                        .formatted(
                                TENANT,
                                file,
                                file,
                                PLACE,
                                name,
                                file,
                                file,
                                kept
                                        ? "'infinity'"
                                        : "now() + interval '365 days' - interval '%d days'"
                                                .formatted(daysAgo)));
        sql.execute(
                """
                INSERT INTO migration_item (tenant_id, migration_id, file_id, slot, state, size, from_object,
                  from_location, from_key, not_before, ended_at)
                VALUES ('%s', '%s', '%s', 0, 'migrated', 1, '%s', '%s', 'k', now(), now() - interval '%d days')
                """
                        .formatted(TENANT, MIGRATION, file, file, PLACE, daysAgo));
        if (hasFile) {
            sql.execute(
                    """
                    INSERT INTO file (tenant_id, id, user_id, address, name, category, content_type, size,
                      plain_sha256, content_id, object_id, uploaded_at)
                    VALUES ('%s', '%s', '%s', '%s', 'n', 'general', 't', 1, '', '%s', gen_random_uuid(), now())
                    """
                            .formatted(TENANT, file, file, file, file));
        }
    }

    private static List<String> told(TestDatabase test) throws SQLException {
        List<String> told = new ArrayList<>();
        try (Connection connection = connection(test);
                Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                """
                                SELECT key || ': ' || CASE WHEN purge_after = 'infinity' THEN 'for good' ELSE 'in '
                                  || round(extract(epoch FROM purge_after - now()) / 86400) || ' days' END AS told
                                FROM object
                                UNION ALL SELECT 'the migration: ' || grace_seconds || ' seconds' FROM migration
                                ORDER BY told
                                """)) {
            while (rows.next()) {
                told.add(rows.getString("told"));
            }
        }
        return told;
    }
}
