package dev.storeward.core.db;

import dev.storeward.postgres.DatabaseLogin;
import dev.storeward.testkit.TestDatabase;
import java.util.UUID;

/**
 * A migrated database with a row of each of two tenants in every table that holds tenants' rows.
 */
final class TwoTenants implements AutoCloseable {
    final TestDatabase test;
    final Database database;
    final Tx tx;
    final Side a = new Side(Ids.next(), Ids.next(), Ids.next(), Ids.next());
    final Side b = new Side(Ids.next(), Ids.next(), Ids.next(), Ids.next());

    /** A tenant, its user, its place and its backend. */
    record Side(UUID tenant, UUID user, UUID location, UUID backend) {
        String in(String statement) {
            return statement
                    .replace("{t}", "'" + tenant + "'::uuid")
                    .replace("{u}", "'" + user + "'::uuid")
                    .replace("{l}", "'" + location + "'::uuid")
                    .replace("{b}", "'" + backend + "'::uuid");
        }
    }

    private TwoTenants(TestDatabase test, DatabaseLogin app, int pool) {
        this.test = test;
        this.database = Database.open(settings(test, app, pool));
        this.tx = database.tx();
        for (Side side : new Side[] {a, b}) {
            for (Rows rows : Rows.values()) {
                tx.forSystem().statement(sql -> sql.update(side.in(rows.insert())));
            }
        }
    }

    /** As the application's role, with a pool of one connection. */
    static TwoTenants start() {
        return start(1);
    }

    /** As the application's role. */
    static TwoTenants start(int pool) {
        TestDatabase test = migrated();
        return new TwoTenants(test, test.app(), pool);
    }

    /** As where one user owns the tables and works on them. */
    static TwoTenants startAsOwner() {
        TestDatabase test = migrated();
        return new TwoTenants(test, test.owner(), 1);
    }

    private static TestDatabase migrated() {
        return TestDatabase.createFrom(
                "two-tenants", fresh -> Database.open(settings(fresh, fresh.app(), 2)).close());
    }

    static DatabaseSettings settings(TestDatabase test, DatabaseLogin app, int pool) {
        return new DatabaseSettings(
                test.jdbcUrl(),
                test.owner().user(),
                test.owner().password(),
                app.user(),
                app.password(),
                pool);
    }

    @Override
    public void close() {
        database.close();
        test.close();
    }
}
