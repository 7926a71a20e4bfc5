package dev.storeward.server.proof.move;

import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.StoredSpecs;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.DatabaseSettings;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.db.Sql;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationProgress;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.local.LocalConnector;
import dev.storeward.store.outbound.AddressGate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who begins and watches a migration between folders past the servers, which may be dead. */
final class MoveOperator implements AutoCloseable {
    private static final Outbound NOWHERE =
            AddressGate.operator(host -> List.of(), Duration.ofSeconds(1), Duration.ofSeconds(1));

    private final Database database;
    private final Stores stores;
    private final Migrations migrations;
    private final MigrationViews views;
    private final Caller admin;

    MoveOperator(DatabaseSettings settings) {
        this.database = Database.open(settings);
        this.stores =
                new Stores(
                        Map.of("filesystem", new LocalConnector(InstantSource.system())),
                        new StoredSpecs(database.tx()),
                        access -> Credential.none(),
                        NOWHERE,
                        NOWHERE,
                        store -> store);
        AuditLog audit = new AuditLog(database.tx());
        this.migrations = new Migrations(database.tx(), audit, stores, () -> {});
        this.views = new MigrationViews(database.tx());
        UUID id =
                rows(sql ->
                        sql.one(
                                "SELECT id FROM app_user WHERE role = 'super_admin' LIMIT 1",
                                row -> row.uuid("id")));
        this.admin = new Caller(id, 0, "admin@localhost", Role.SUPER_ADMIN, null, "test");
    }

    <T> T rows(Function<Sql, T> query) {
        return database.tx().forSystem().statement(query);
    }

    /** The one number of a query, named {@code n}. */
    long number(String query, @Nullable Object... parameters) {
        return rows(sql -> sql.one(query, row -> row.number("n"), parameters));
    }

    UUID start(UUID tenantId, UUID target, @Nullable Long bandwidth) {
        return migrations
                .start(
                        admin,
                        tenantId,
                        new NewMigration(
                                null,
                                new MigrationTarget.Backend(target),
                                new MigrationLimits(bandwidth, 8, null),
                                Duration.ofHours(24),
                                "proof"),
                        InSameTransaction.nothing())
                .id();
    }

    /** Takes the limit on bandwidth away. */
    void hurry(UUID migration) {
        migrations.change(
                admin,
                migration,
                new MigrationChange(0L, null, null, false, null),
                InSameTransaction.nothing());
    }

    Migration get(UUID migration) {
        return views.get(admin, migration);
    }

    /**
     * Looks on, and asserts that counters only rise and never pass the total.
     *
     * @param before what was seen last
     */
    Migration watch(UUID migration, @Nullable MigrationProgress before) {
        Migration seen = get(migration);
        MigrationProgress now = seen.progress();
        if (now.migratedFiles() + now.skippedFiles() + now.failedFiles() > now.totalFiles()
                || now.migratedBytes() + now.skippedBytes() + now.failedBytes() > now.totalBytes()
                || (before != null
                        && (now.migratedFiles() < before.migratedFiles()
                                || now.skippedFiles() < before.skippedFiles()
                                || now.failedFiles() < before.failedFiles()
                                || now.migratedBytes() < before.migratedBytes()))) {
            throw new AssertionError("Counted " + now + " after " + before);
        }
        return seen;
    }

    /**
     * Lets all that has been silent for long be silent for a minute more: what a dead process held
     * is taken over as soon as another looks.
     */
    void aMinuteOfSilence() {
        aMinuteOfSilence(Instant.now().minusSeconds(6));
    }

    /**
     * As {@link #aMinuteOfSilence()}.
     *
     * @param since who was heard last before this is silent
     */
    void aMinuteOfSilence(Instant since) {
        rows(sql ->
                sql.update(
                        "UPDATE node SET heartbeat_at = sw_now() - interval '1 minute' WHERE heartbeat_at < ?",
                        since));
        rows(sql ->
                sql.update(
                        "UPDATE scheduled_slots SET last_heartbeat = now() - interval '1 minute' WHERE picked AND last_heartbeat < ?",
                        since));
    }

    @Override
    public void close() {
        stores.close();
        database.close();
    }
}
