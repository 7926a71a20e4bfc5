package dev.storeward.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.postgres.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestDatabaseTest {

    @Test
    void givesEachTestADatabaseOfItsOwn() {
        try (TestDatabase one = TestDatabase.create();
                TestDatabase other = TestDatabase.create()) {
            execute(one, one.owner(), "CREATE TABLE only_here (id int)");

            assertThat(tables(one)).isEqualTo(1);
            assertThat(tables(other)).isZero();
        }
    }

    @Test
    void preparesATemplateOnceAndCopiesIt() {
        AtomicInteger preparations = new AtomicInteger();
        for (int i = 0; i < 3; i++) {
            try (TestDatabase database =
                    TestDatabase.createFrom(
                            "shelf",
                            fresh -> {
                                preparations.incrementAndGet();
                                execute(fresh, fresh.owner(), "CREATE TABLE shelf (id int)");
                            })) {
                execute(database, database.app(), "INSERT INTO shelf VALUES (1)");
                assertThat(number(database, "SELECT count(*) FROM shelf")).isEqualTo(1);
            }
        }
        assertThat(preparations).hasValue(1);
    }

    @Test
    void isGoneAfterItWasClosed() {
        TestDatabase database = TestDatabase.create();
        database.close();
        assertThatThrownBy(() -> execute(database, database.app(), "SELECT 1"))
                .hasRootCauseMessage("FATAL: database \"%s\" does not exist", name(database));
    }

    private static String name(TestDatabase database) {
        return database.jdbcUrl().substring(database.jdbcUrl().lastIndexOf('/') + 1);
    }

    private static int tables(TestDatabase database) {
        return number(database, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'");
    }

    private static int number(TestDatabase database, String query) {
        try (Connection connection = connect(database, database.app());
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getInt(1);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void execute(TestDatabase database, DatabaseLogin login, String command) {
        try (Connection connection = connect(database, login);
                Statement statement = connection.createStatement()) {
            statement.execute(command);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Connection connect(TestDatabase database, DatabaseLogin login)
            throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), login.user(), login.password().reveal());
    }
}
