package dev.storeward.server.proof.neighbour;

import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.MigrationWindow;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.neighbour.Platform.Tenancy;
import dev.storeward.store.Secret;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Migrations that were started together, each of another tenant. */
final class Moves {
    private final RunningServer server;
    private final List<UUID> begun = new ArrayList<>();

    Moves(RunningServer server) {
        this.server = server;
    }

    /** Into another folder of the tenant's own. */
    void toFolder(Tenancy tenancy, Path folder) {
        UUID target =
                server.service(Backends.class)
                        .register(
                                server.admin(),
                                tenancy.id(),
                                new NewBackend(
                                        "moved",
                                        "filesystem",
                                        Map.of("path", Secret.of(folder.toString())),
                                        true),
                                InSameTransaction.nothing())
                        .id();
        start(tenancy, target, MigrationLimits.usual());
    }

    /** To a place that works still; nothing is moved until {@link #goOn}. */
    void held(Tenancy tenancy, UUID target) {
        LocalTime now = LocalTime.now(ZoneOffset.UTC);
        MigrationWindow closed =
                new MigrationWindow(now.plusHours(5), now.plusHours(6), ZoneOffset.UTC);
        start(tenancy, target, new MigrationLimits(null, MigrationLimits.USUAL, closed));
    }

    private void start(Tenancy tenancy, UUID target, MigrationLimits limits) {
        begun.add(
                server.service(Migrations.class)
                        .start(
                                server.admin(),
                                tenancy.id(),
                                new NewMigration(
                                        null,
                                        new MigrationTarget.Backend(target),
                                        limits,
                                        Duration.ofHours(1),
                                        "test"),
                                InSameTransaction.nothing())
                        .id());
    }

    void goOn() {
        begun.forEach(id ->
                server.service(Migrations.class)
                        .change(
                                server.admin(),
                                id,
                                new MigrationChange(null, null, null, true, null),
                                InSameTransaction.nothing()));
    }

    List<Migration> now() {
        MigrationViews views = server.service(MigrationViews.class);
        return begun.stream().map(id -> views.get(server.admin(), id)).toList();
    }
}
