package dev.storeward.core.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.storeward.core.db.TwoTenants.Side;
import dev.storeward.postgres.DatabaseLogin;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No unit of work for a tenant reaches another's rows, whatever its statements say. */
final class RowLevelSecurityTest {
    /** Every table with a tenant's id, partitions too, that lets somebody pass. */
    private static final String OPEN =
            """
            SELECT c.relname FROM information_schema.columns i
            JOIN pg_class c ON c.oid = format('%I.%I', i.table_schema, i.table_name)::regclass
            WHERE i.column_name = 'tenant_id' AND i.table_schema = 'public' AND c.relkind IN ('r', 'p')
              AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                       AND (EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polcmd = '*'
                                    AND p.polqual IS NOT NULL AND p.polwithcheck IS NOT NULL)
                         OR (SELECT count(DISTINCT p.polcmd) FROM pg_policy p WHERE p.polrelid = c.oid
                               AND p.polcmd IN ('r', 'a', 'w', 'd')) = 4))
            ORDER BY 1
            """;

    private static final String WALLED =
            """
            SELECT c.relname FROM pg_class c
            WHERE c.relrowsecurity AND NOT c.relispartition ORDER BY 1
            """;

    private final TwoTenants two = TwoTenants.start();
    private final Side a = two.a;
    private final Side b = two.b;

    @AfterEach
    void close() {
        two.close();
    }

    @Test
    void everyTableWithATenantIsWalled() throws SQLException {
        asOwner("SELECT sw_audit_partition('2031-05-01')");

        assertThat(words(OPEN)).isEmpty();
        assertThat(words(WALLED))
                .as("each has its row in this test")
                .containsExactlyInAnyOrderElementsOf(Rows.tables());
    }

    @Test
    void aTableWithoutAPolicyIsFound() throws SQLException {
        asOwner("CREATE TABLE planted (tenant_id uuid NOT NULL)");

        assertThat(words(OPEN)).containsExactly("planted");
    }

    @Test
    void anothersRowsAreOutOfReach() {
        for (Rows rows : Rows.values()) {
            assertThat(count(a, rows, a)).as(rows.table()).isEqualTo(1);
            assertThat(count(a, rows, b)).as(rows.table()).isZero();
            if (rows.changes()) {
                String column = rows.whose().substring(0, rows.whose().indexOf(' '));
                String same = "UPDATE %s SET " + column + " = " + column + " WHERE %s";
                assertThat(change(a, b, same, rows)).as(rows.table()).isZero();
                assertThat(change(a, b, "DELETE FROM %s WHERE %s", rows)).isZero();
                String giveAway = b.in("UPDATE %s SET " + rows.whose()) + " WHERE %s";
                assertRefused(() -> change(a, a, giveAway, rows));
            }
            assertThat(system(rows, b)).as(rows.table()).isEqualTo(1);
        }
    }

    @Test
    void aRowOfAnotherIsNotWritten() {
        for (Rows rows : Rows.values()) {
            String insert = b.in(rows.insert());
            assertRefused(() -> two.tx.forTenant(a.tenant()).statement(sql -> sql.update(insert)));
        }
    }

    @Test
    void withoutAScopeNothingIsSeen() throws SQLException {
        try (Connection pooled = two.database.dataSource().getConnection();
                Connection owner = connect(two.test.owner())) {
            for (Rows rows : Rows.values()) {
                String all = "SELECT count(*) FROM " + rows.table();
                assertThat(number(pooled, all)).as(rows.table()).isZero();
                assertThat(number(owner, all)).as(rows.table()).isZero();
            }
        }
    }

    @Test
    void partitionsAreNoWayAround() {
        for (String partition :
                words("SELECT relname FROM pg_class WHERE relispartition AND relkind = 'r'")) {
            String all = "SELECT count(*) AS n FROM " + partition + " WHERE tenant_id <> ?";
            long seen =
                    two.tx
                            .forTenant(a.tenant())
                            .statement(sql -> sql.one(all, row -> row.number("n"), a.tenant()));
            assertThat(seen).as(partition).isZero();
        }
    }

    @Test
    void theOperatorsRowsAreReadAndNotChanged() {
        UUID admin = Ids.next();
        UUID place = Ids.next();
        UUID shared = Ids.next();
        two.tx
                .forSystem()
                .run(sql -> {
                    sql.update(
                            "INSERT INTO app_user (id, email, role, created_at) VALUES (?, 'a', 'super_admin', now())",
                            admin);
                    sql.update(
                            "INSERT INTO api_key (id, user_id, name, prefix, hash, created_at)"
                                    + " VALUES (?, ?, 'n', 'p', '\\x00', now())",
                            admin,
                            admin);
                    sql.update(
                            "INSERT INTO location (id, connector, endpoint, bucket, prefix, created_at)"
                                    + " VALUES (?, 's3', 'e', 'b', '', now())",
                            place);
                    sql.update(
                            "INSERT INTO backend (id, name, location_id, connector, settings, state,"
                                    + " credential_version, created_at, updated_at)"
                                    + " VALUES (?, 'shared', ?, 's3', '{}', 'active', 1, now(), now())",
                            shared,
                            place);
                    sql.update(
                            "INSERT INTO backend_credential VALUES (?, 1, 'f', '\\x00')", shared);
                    sql.update(
                            "INSERT INTO audit (id, at, actor_email, action, target, details, request_id)"
                                    + " VALUES (?, now(), 'e', 'a', 't', '{}', 'r')",
                            admin);
                });

        assertThat(seen("SELECT count(*) AS n FROM app_user WHERE id = ?", admin)).isEqualTo(1);
        assertThat(seen("SELECT count(*) AS n FROM backend WHERE id = ?", shared)).isEqualTo(1);
        assertThat(seen("SELECT count(*) AS n FROM location WHERE id = ?", place)).isEqualTo(1);
        assertThat(seen("SELECT count(*) AS n FROM api_key WHERE id = ?", admin)).isZero();
        assertThat(seen("SELECT count(*) AS n FROM audit WHERE id = ?", admin)).isZero();
        assertThat(
                        seen(
                                "SELECT count(*) AS n FROM backend_credential WHERE backend_id = ?",
                                shared))
                .isZero();
        assertThat(changed("UPDATE app_user SET email = 'b' WHERE id = ?", admin)).isZero();
        assertThat(
                        changed(
                                "UPDATE backend SET tenant_id = '%s' WHERE id = ?"
                                        .formatted(a.tenant()),
                                shared))
                .isZero();
        assertThat(changed("DELETE FROM location WHERE id = ?", place)).isZero();
        assertRefused(() ->
                changed(
                        "INSERT INTO app_user (id, email, role, created_at) VALUES (?, 'c', 'super_admin', now())",
                        Ids.next()));
    }

    @Test
    void aBackendIsTheTenantsItIsDedicatedTo() {
        two.tx
                .forSystem()
                .run(sql ->
                        sql.update(
                                "UPDATE backend SET tenant_id = NULL, dedicated_to = ? WHERE id = ?",
                                b.tenant(),
                                b.backend()));

        assertThat(seen("SELECT count(*) AS n FROM backend WHERE id = ?", b.backend())).isZero();
        long own =
                two.tx
                        .forTenant(b.tenant())
                        .transaction(sql ->
                                sql.one(
                                        "SELECT name, 1 AS n FROM backend WHERE id = ? FOR SHARE",
                                        row -> row.number("n"),
                                        b.backend()));
        assertThat(own).isEqualTo(1);
    }

    @Test
    void aPartitionOfALaterMonthIsMadeWhereRowsOfAllAreSeen() {
        String later = "SELECT 1 AS one FROM (SELECT sw_audit_partition(?::date)) made";
        String month = LocalDate.now(ZoneOffset.UTC).toString();

        // The month has rows in the rest already: none can be made for it.
        two.tx.forTenant(a.tenant()).run(sql -> sql.one(later, row -> row.number("one"), month));
        two.tx
                .forTenant(a.tenant())
                .run(sql -> {
                    sql.one(later, row -> row.number("one"), "2031-05-01");
                    assertThat(sql.list("SELECT id FROM file", row -> row.uuid("id"))).hasSize(1);
                });

        assertThat(words("SELECT relname FROM pg_class WHERE relname LIKE 'audit\\_20__\\___'"))
                .containsExactly("audit_2031_05");
    }

    @Test
    void anOwnerThatIsTheApplicationIsWalledToo() {
        try (TwoTenants owned = TwoTenants.startAsOwner()) {
            for (Rows rows : Rows.values()) {
                String all = "SELECT count(*) AS n FROM " + rows.table();
                long seen =
                        owned.tx
                                .forTenant(owned.a.tenant())
                                .statement(sql -> sql.one(all, row -> row.number("n")));
                assertThat(seen).as(rows.table()).isEqualTo(1);
            }
        }
    }

    private long count(Side scope, Rows rows, Side of) {
        String query =
                of.in("SELECT count(*) AS n FROM " + rows.table() + " WHERE " + rows.whose());
        return two.tx
                .forTenant(scope.tenant())
                .statement(sql -> sql.one(query, row -> row.number("n")));
    }

    private long system(Rows rows, Side of) {
        String query =
                of.in("SELECT count(*) AS n FROM " + rows.table() + " WHERE " + rows.whose());
        return two.tx.forSystem().statement(sql -> sql.one(query, row -> row.number("n")));
    }

    private int change(Side scope, Side of, String form, Rows rows) {
        String statement = of.in(form.formatted(rows.table(), rows.whose()));
        return two.tx.forTenant(scope.tenant()).statement(sql -> sql.update(statement));
    }

    private long seen(String query, UUID id) {
        return two.tx
                .forTenant(a.tenant())
                .statement(sql -> sql.one(query, row -> row.number("n"), id));
    }

    private int changed(String statement, UUID id) {
        return two.tx.forTenant(a.tenant()).statement(sql -> sql.update(statement, id));
    }

    private List<String> words(String query) {
        return two.tx.forSystem().statement(sql -> sql.list(query, row -> row.text("relname")));
    }

    private static void assertRefused(ThrowingCallable work) {
        assertThatThrownBy(work)
                .isInstanceOf(DatabaseException.class)
                .hasMessageContaining("42501");
    }

    private void asOwner(String statement) throws SQLException {
        try (Connection owner = connect(two.test.owner());
                Statement sql = owner.createStatement()) {
            sql.execute(statement);
        }
    }

    private Connection connect(DatabaseLogin login) throws SQLException {
        return DriverManager.getConnection(
                two.test.jdbcUrl(), login.user(), login.password().reveal());
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
