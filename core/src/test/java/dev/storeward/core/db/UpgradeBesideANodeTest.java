package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.store.Secret;
import dev.storeward.testkit.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The schema goes up while a node of the release before moves files. */
class UpgradeBesideANodeTest {
    private final TestDatabase test = TestDatabase.create();
    private Connection oldNode;

    @BeforeEach
    void connect() throws SQLException {
        // Its deadlocks are found by the other side.
        oldNode =
                DriverManager.getConnection(
                        test.jdbcUrl(),
                        test.administrator().user(),
                        test.administrator().password().reveal());
        oldNode.setAutoCommit(false);
        run("SET SESSION deadlock_timeout = '1h'");
        oldNode.commit();
    }

    @AfterEach
    void close() throws SQLException {
        oldNode.close();
        test.close();
    }

    @ParameterizedTest
    @CsvSource({"13, 14, file", "15, 16, object", "17, 19, migration_item"})
    void filesThatAreBeingMovedAreMovedBeforeTheTablesChange(
            String before, String after, String written) throws Exception {
        migrateTo(before);
        run("SELECT 1 FROM migration FOR SHARE");

        CompletableFuture<Void> upgrade = upgrade(after);
        awaitWaiting();
        run("UPDATE " + written + " SET tenant_id = tenant_id");
        oldNode.commit();

        upgrade.join();
        assertThat(version()).isEqualTo(after);
    }

    @Test
    void aStepThatLostADeadlockIsTakenAgain() throws Exception {
        migrateTo("13");
        run("UPDATE file SET id = id");

        CompletableFuture<Void> upgrade = upgrade("14");
        awaitWaiting();
        run("SELECT 1 FROM tenant");
        oldNode.commit();

        upgrade.join();
        assertThat(version()).isEqualTo("14");
    }

    @Test
    void whatFailsByItselfIsToldAtOnce() throws SQLException {
        migrateTo("13");
        run("CREATE TABLE place_base ()");
        oldNode.commit();

        assertThatThrownBy(() -> Schema.migrateTo(settings(), "14"))
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("place_base");
        assertThat(version()).isEqualTo("13");
    }

    private CompletableFuture<Void> upgrade(String version) {
        return CompletableFuture.runAsync(
                () -> Schema.migrateTo(settings(), version),
                Executors.newVirtualThreadPerTaskExecutor());
    }

    private void awaitWaiting() throws SQLException, InterruptedException {
        while (!is(
                "SELECT EXISTS (SELECT FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                        + " WHERE d.datname = current_database() AND NOT l.granted)")) {
            Thread.sleep(20);
        }
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(test.jdbcUrl(), test.owner().user(), test.owner().password().reveal())
                .locations("classpath:dev/storeward/core/db/migrations")
                .placeholders(java.util.Map.of("app_role", test.app().user()))
                .initSql("SET storeward.tenant = 'system'")
                .target(version)
                .load()
                .migrate();
    }

    private DatabaseSettings settings() {
        return new DatabaseSettings(
                test.jdbcUrl(),
                test.owner().user(),
                Secret.of(test.owner().password().reveal()),
                test.app().user(),
                Secret.of(test.app().password().reveal()),
                2);
    }

    private String version() throws SQLException {
        try (Statement statement = oldNode.createStatement();
                ResultSet rows =
                        statement.executeQuery(
                                "SELECT version FROM flyway_schema_history WHERE success"
                                        + " ORDER BY installed_rank DESC LIMIT 1")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private boolean is(String question) throws SQLException {
        try (Statement statement = oldNode.createStatement();
                ResultSet rows = statement.executeQuery(question)) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = oldNode.createStatement()) {
            statement.execute(sql);
        }
    }
}
