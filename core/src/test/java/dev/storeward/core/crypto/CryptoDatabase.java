package dev.storeward.core.crypto;

import dev.storeward.core.db.Database;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.Ids;
import dev.storeward.core.db.Tx;
import dev.storeward.testkit.TestDatabase;
import java.util.UUID;

/** A migrated database of a test's own. */
record CryptoDatabase(TestDatabase server, Database database) implements AutoCloseable {

    static CryptoDatabase create() {
        TestDatabase server =
                TestDatabase.createFrom("crypto", fresh -> Database.open(settings(fresh)).close());
        return new CryptoDatabase(server, Database.open(settings(server)));
    }

    Tx tx() {
        return database.tx();
    }

    UUID newTenant() {
        UUID id = Ids.next();
        tx().forSystem()
                .run(sql ->
                        sql.update(
                                "INSERT INTO tenant"
                                        + " (id, slug, name, plan, external_id, created_at)"
                                        + " VALUES (?, ?, 'T', 'free', ?, now())",
                                id,
                                "t-" + id,
                                id));
        return id;
    }

    @Override
    public void close() {
        database.close();
        server.close();
    }

    private static DatabaseSettings settings(TestDatabase server) {
        return new DatabaseSettings(
                server.jdbcUrl(),
                server.owner().user(),
                server.owner().password(),
                server.app().user(),
                server.app().password(),
                4);
    }
}
