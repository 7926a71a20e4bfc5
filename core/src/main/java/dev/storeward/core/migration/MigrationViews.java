package dev.storeward.core.migration;

import dev.storeward.core.MigrationId;
import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Looks at migrations. Safe for use by several threads. */
public final class MigrationViews {
    private static final int HISTORY = 10;
    private static final UUID AFTER_ALL = new UUID(-1, -1);

    private final Tx tx;

    public MigrationViews(Tx tx) {
        this.tx = tx;
    }

    /**
     * One migration.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound}; {@code Forbidden}
     */
    public Migration get(Caller caller, UUID id) {
        return found(tx, caller, id);
    }

    static Migration found(Tx tx, Caller caller, UUID id) {
        Problem.NotFound unknown =
                new Problem.NotFound("There is no migration " + MigrationId.of(id) + ".");
        Migration migration =
                tx.forSystem()
                        .statement(sql -> MigrationTable.find(sql, id))
                        .orElseThrow(unknown::asException);
        caller.requireSupervisorOf(migration.tenantId(), unknown);
        return migration;
    }

    /** The open migration of a tenant, else the last one; empty when there never was one. */
    public Optional<Migration> latest(Caller caller, UUID tenantId) {
        return newest(caller, tenantId, 1).stream().findFirst();
    }

    /** A tenant's last {@value #HISTORY}, newest first. */
    public List<Migration> history(Caller caller, UUID tenantId) {
        return newest(caller, tenantId, HISTORY);
    }

    private List<Migration> newest(Caller caller, UUID tenantId, int count) {
        caller.requireSupervisorOf(tenantId);
        return tx.forTenant(tenantId)
                .statement(sql -> MigrationTable.newest(sql, tenantId, AFTER_ALL, count));
    }

    /** A tenant's, newest first. */
    public Page<Migration> list(Caller caller, UUID tenantId, PageRequest page) {
        caller.requireSupervisorOf(tenantId);
        UUID before = page.cursor().isEmpty() ? AFTER_ALL : page.after();
        return Page.of(
                tx.forTenant(tenantId)
                        .statement(sql ->
                                MigrationTable.newest(sql, tenantId, before, page.limit() + 1)),
                page.limit(),
                migration -> migration.id().toString());
    }

    /**
     * Those of all tenants, newest first.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}
     */
    public Page<Migration> all(Caller caller, PageRequest page) {
        caller.requireSuperAdmin();
        UUID before = page.cursor().isEmpty() ? AFTER_ALL : page.after();
        return Page.of(
                tx.forSystem()
                        .statement(
                                sql -> MigrationTable.newestOfAll(sql, before, page.limit() + 1)),
                page.limit(),
                migration -> migration.id().toString());
    }

    /**
     * The files of a migration that were taken, in the order of their ids.
     *
     * @param state only those in it; null for all
     */
    public Page<MigrationItem> items(
            Caller caller, UUID id, MigrationItem.@Nullable State state, PageRequest page) {
        Migration migration = get(caller, id);
        UUID after = page.after();
        return Page.of(
                tx.forTenant(migration.tenantId())
                        .statement(sql ->
                                ReportTable.items(sql, migration, state, after, page.limit() + 1)),
                page.limit(),
                item -> item.fileId().toString());
    }

    /** Of all tenants. */
    public MigrationStatistics statistics(Caller caller) {
        caller.requireSuperAdmin();
        return tx.forSystem().statement(ReportTable::statistics);
    }
}
