package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.db.DatabaseException.Kind;
import dev.storeward.core.db.Sql.Json;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whose rows a unit of work is about goes with its statements, and ends with it. */
final class ScopeOfUnitTest {
    /** Prepared on the server from the second time on. */
    private static final int TIMES = 6;

    private static final String FILES = "SELECT id, name FROM file";
    private static final String OWN = "SELECT tenant_id AS t FROM file";

    private final TwoTenants two = TwoTenants.start();
    private final UUID a = two.a.tenant();
    private final UUID b = two.b.tenant();

    @AfterEach
    void close() {
        two.close();
    }

    @Test
    void everyStatementOfItsOwnHasIt() throws SQLException {
        for (int i = 0; i < TIMES; i++) {
            assertThat(visible(a)).isEqualTo(1);
            assertNothingIsLeft();
            assertThat(visible(b)).isEqualTo(1);
            int all =
                    two.tx
                            .forSystem()
                            .statement(sql -> sql.list(FILES, row -> row.text("name")).size());
            assertThat(all).isEqualTo(2);
            assertNothingIsLeft();
        }
    }

    @Test
    void everyStatementOfATransactionHasIt() throws SQLException {
        for (int i = 0; i < TIMES; i++) {
            two.tx
                    .forTenant(a)
                    .run(sql -> {
                        assertThat(sql.list(FILES, row -> row.text("name"))).hasSize(1);
                        assertThat(sql.update("UPDATE usage SET limit_bytes = 5")).isEqualTo(1);
                        assertThat(sql.list(FILES, row -> row.text("name"))).hasSize(1);
                    });
            assertNothingIsLeft();
        }
    }

    @Test
    void aSnapshotHasIt() throws SQLException {
        two.tx
                .forTenant(a)
                .run(sql -> {
                    sql.update("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
                    assertThat(sql.list(FILES, row -> row.text("name"))).hasSize(1);
                    assertThat(sql.list(FILES, row -> row.text("name"))).hasSize(1);
                });
        assertNothingIsLeft();
    }

    /** The driver describes such statements first, and sends what is before them by itself. */
    @Test
    void aStatementWithUntypedParametersHasIt() throws SQLException {
        for (int i = 0; i < TIMES; i++) {
            Optional<String> none =
                    two.tx
                            .forTenant(a)
                            .statement(sql ->
                                    sql.first(
                                            "SELECT name FROM file WHERE ?::text IS NULL",
                                            row -> row.text("name"),
                                            (Object) null));
            Optional<String> json =
                    two.tx
                            .forTenant(a)
                            .statement(sql ->
                                    sql.first(
                                            "SELECT name || ? AS name FROM file WHERE ?::jsonb = '{}'",
                                            row -> row.text("name"),
                                            "x",
                                            new Json("{}")));
            assertThat(none).contains("n");
            assertThat(json).contains("nx");
            assertNothingIsLeft();
        }
    }

    @Test
    void anErrorLeavesNothing() throws SQLException {
        for (int i = 0; i < TIMES; i++) {
            assertThatThrownBy(() -> alone(sql -> sql.update("UPDATE usage SET charged = -1")))
                    .isInstanceOf(DatabaseException.class);
            assertNothingIsLeft();
            assertThatThrownBy(() -> alone(sql -> sql.update("SELECT nonsense")))
                    .isInstanceOf(DatabaseException.class);
            assertNothingIsLeft();
            assertThatThrownBy(() -> alone(sql -> sql.update("SELECT ?", "a\0b")))
                    .isInstanceOfSatisfying(
                            DatabaseException.class,
                            e -> assertThat(e.kind()).isEqualTo(Kind.VALUE));
            assertNothingIsLeft();
            assertThatThrownBy(() -> alone(sql -> sql.update("SELECT ?", new Object())))
                    .isInstanceOf(IllegalArgumentException.class);
            assertNothingIsLeft();
            assertThatThrownBy(() -> two.tx.forTenant(a).run(sql -> sql.update("SELECT nonsense")))
                    .isInstanceOf(DatabaseException.class);
            assertNothingIsLeft();
            assertThat(visible(b)).isEqualTo(1);
        }
    }

    /**
     * A unit that goes on after a statement that was never sent does not go on as somebody else.
     */
    @Test
    void aStatementThatWasNotSentLeavesTheScopeToTheNext() {
        assertThat(visible(b)).isEqualTo(1);
        two.tx
                .forTenant(a)
                .run(sql -> {
                    assertThatThrownBy(() -> sql.update("SELECT ?", new Object()))
                            .isInstanceOf(IllegalArgumentException.class);
                    assertThat(sql.list(OWN, row -> row.uuid("t"))).containsOnly(a);
                });
        assertThat(own(a)).containsOnly(a);
        assertThat(own(b)).containsOnly(b);
    }

    /** The one connection stays in between, so that what it was told last counts. */
    @Test
    void aScopeThatFailedIsTakenForUnknown() {
        for (int i = 0; i < TIMES; i++) {
            assertThat(visible(b)).isEqualTo(1);
            assertThatThrownBy(() -> two.tx.forTenant(a).run(sql -> sql.update("SELECT nonsense")))
                    .isInstanceOf(DatabaseException.class);
            assertThat(names(a)).containsExactly("n");
            assertThat(visible(b)).isEqualTo(1);
            assertThatThrownBy(() ->
                            two.tx
                                    .forTenant(a)
                                    .run(sql -> {
                                        sql.list(FILES, row -> row.text("name"));
                                        throw new IllegalStateException("undone");
                                    }))
                    .isInstanceOf(IllegalStateException.class);
            assertThat(names(b)).hasSize(1);
            assertThatThrownBy(() -> alone(sql -> sql.update("UPDATE usage SET charged = -1")))
                    .isInstanceOf(DatabaseException.class);
            assertThat(own(a)).containsOnly(a);
            assertThat(own(b)).containsOnly(b);
        }
    }

    @Test
    void aScopeIsTheConnectionsUntilAnotherIsWanted() {
        assertThat(own(a)).containsOnly(a);
        assertThat(own(a)).containsOnly(a);
        two.tx
                .forTenant(b)
                .run(sql -> assertThat(sql.list(OWN, row -> row.uuid("t"))).containsOnly(b));
        assertThat(own(b)).containsOnly(b);
        two.tx
                .forTenant(b)
                .run(sql -> assertThat(sql.list(OWN, row -> row.uuid("t"))).containsOnly(b));
        assertThat(own(a)).containsOnly(a);
    }

    @Test
    void oneUnitGoesOnAfterAnErrorOfAStatementOfItsOwn() {
        int seen =
                alone(sql -> {
                    assertThatThrownBy(() -> sql.update("SELECT nonsense"))
                            .isInstanceOf(DatabaseException.class);
                    return sql.list(FILES, row -> row.text("name")).size();
                });
        assertThat(seen).isEqualTo(1);
    }

    @Test
    void aStatementThatCommitsAsynchronouslyDoesSoAlone() throws SQLException {
        String charge =
                """
                WITH s AS MATERIALIZED (SELECT set_config('synchronous_commit', 'local', true)),
                u AS (UPDATE usage SET charged = charged + ? FROM s WHERE tenant_id = ?
                      RETURNING current_setting('synchronous_commit') AS mode)
                SELECT mode FROM u
                """;
        for (int i = 0; i < TIMES; i++) {
            String mode = alone(sql -> sql.one(charge, row -> row.text("mode"), 1L, a));
            assertThat(mode).isEqualTo("local");
            alone(sql ->
                    sql.one(
                            "SELECT pg_logical_emit_message(false, 'barrier', '', true) IS NULL AS none",
                            row -> row.flag("none")));
            List<String> others = alone(sql -> sql.list(charge, row -> row.text("mode"), 1L, b));
            assertThat(others).isEmpty();
            assertThat(pooled("SHOW synchronous_commit")).isNotEqualTo("local");
            assertNothingIsLeft();
        }
        long charged =
                two.tx
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT sum(charged) AS n FROM usage",
                                        row -> row.number("n")));
        assertThat(charged).isEqualTo(TIMES);
    }

    @Test
    void locksAndCountsAreThoseOfTheStatement() {
        String claim =
                """
                WITH due AS (SELECT tenant_id, id FROM object LIMIT 5 FOR UPDATE SKIP LOCKED)
                UPDATE object SET charged = charged + 1 FROM due
                WHERE object.tenant_id = due.tenant_id AND object.id = due.id RETURNING object.tenant_id
                """;
        for (int i = 0; i < TIMES; i++) {
            List<UUID> claimed = alone(sql -> sql.list(claim, row -> row.uuid("tenant_id")));
            int all = alone(sql -> sql.update("UPDATE object SET charged = 0"));
            int none = alone(sql -> sql.update("UPDATE object SET charged = 0 WHERE false"));
            assertThat(claimed).containsExactly(a);
            assertThat(all).isEqualTo(1);
            assertThat(none).isZero();
        }
    }

    @Test
    void aNotificationIsSent() throws InterruptedException {
        CountDownLatch heard = new CountDownLatch(2);
        try (Notifications listener =
                Notifications.listen(
                        two.database, "scope_test", heard::countDown, InstantSource.system())) {
            while (!listener.fresh()) {
                Thread.sleep(10);
            }
            alone(sql -> sql.first("SELECT pg_notify(?, '')", row -> true, "scope_test"));
            assertThat(heard.await(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private <T> T alone(Function<Sql, T> work) {
        return two.tx.forTenant(a).statement(work);
    }

    private List<UUID> own(UUID tenant) {
        return two.tx.forTenant(tenant).statement(sql -> sql.list(OWN, row -> row.uuid("t")));
    }

    private List<String> names(UUID tenant) {
        return two.tx.forTenant(tenant).statement(sql -> sql.list(FILES, row -> row.text("name")));
    }

    private int visible(UUID tenant) {
        return two.tx
                .forTenant(tenant)
                .statement(sql -> sql.list(FILES, row -> row.text("name")).size());
    }

    /** The pool has one connection: the next borrower gets the very one that was used. */
    private void assertNothingIsLeft() throws SQLException {
        assertThat(
                        pooled(
                                "SELECT coalesce(current_setting('storeward.tenant', true), '')"
                                        + " || (SELECT count(*) FROM file)"))
                .isEqualTo("0");
    }

    private String pooled(String query) throws SQLException {
        try (Connection connection = two.database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }
}
