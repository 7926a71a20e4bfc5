package dev.storeward.server;

import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.backend.Stores;
import dev.storeward.core.crypto.Sealer;
import dev.storeward.core.db.Database;
import dev.storeward.core.db.Tx;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.job.Jobs.Job;
import dev.storeward.core.job.LongWork;
import dev.storeward.core.job.Node;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.PlacementRedirect;
import dev.storeward.core.migration.engine.Engine;
import dev.storeward.core.migration.engine.EngineSettings;
import dev.storeward.core.migration.manifest.ManifestArchive;
import dev.storeward.core.migration.manifest.ManifestKeys;
import dev.storeward.core.migration.manifest.Manifests;
import dev.storeward.server.api.platform.PlatformRoutes;
import dev.storeward.server.config.Settings;
import dev.storeward.server.http.response.EventStreams;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** How files move between backends. */
@Configuration(proxyBeanMethods = false)
class MigrationWiring {
    /** Of the heap for each file that is moved: the buffer of a part, and as much again. */
    private static final long HEAP_EACH = 16L << 20;

    private static final Duration HELD_BACK = Duration.ofSeconds(5);
    private static final int LEAST_FILES = 4;
    private static final int MOST_FILES = 64;

    @Bean
    PlacementRedirect placementRedirect(AuditLog audit) {
        return new PlacementRedirect(audit);
    }

    @Bean
    Migrations migrations(
            Tx tx, AuditLog audit, Stores stores, Engine engine, LongWork migrationSlots) {
        Runnable begun =
                () -> {
                    engine.pieces().forEach(migrationSlots::ensure);
                    migrationSlots.wake();
                };
        return new Migrations(tx, audit, stores, begun);
    }

    @Bean
    MigrationViews migrationViews(Tx tx) {
        return new MigrationViews(tx);
    }

    @Bean
    ManifestKeys manifestKeys(Tx tx, Sealer sealer, SecureRandom random) {
        return new ManifestKeys(tx, sealer, random);
    }

    @Bean
    EventStreams eventStreams(InstantSource clock, Settings settings) {
        return new EventStreams(clock, settings.limits().eventStreams());
    }

    @Bean
    PlatformRoutes.OfMigrations platformMigrations(
            Tx tx,
            Migrations migrations,
            MigrationViews views,
            ManifestKeys keys,
            EventStreams streams) {
        return new PlatformRoutes.OfMigrations(
                migrations, views, new Manifests(tx, keys), keys, streams);
    }

    @Bean
    Engine migrationEngine(
            Tx tx,
            Stores stores,
            PlacementRedirect placements,
            Node node,
            Settings settings,
            InstantSource clock) {
        Settings.Limits limits = settings.limits();
        return new Engine(
                tx,
                stores,
                placements,
                EngineSettings.usual(
                        node.id(),
                        clock,
                        limits.migrationFiles() == 0 ? files() : limits.migrationFiles(),
                        limits.migrationBandwidth() == 0 ? null : limits.migrationBandwidth()));
    }

    private static int files() {
        long heap = Runtime.getRuntime().maxMemory();
        return Math.toIntExact(Math.clamp(heap / HEAP_EACH, LEAST_FILES, MOST_FILES));
    }

    @Bean
    LongWork migrationSlots(
            Database database, Engine engine, InstallationState state, InstantSource clock) {
        LongWork.Worker worker =
                (piece, stopping) ->
                        state.holdsBack(Engine.migrationOf(piece))
                                ? Optional.of(clock.instant().plus(HELD_BACK))
                                : engine.work(piece, stopping);
        return LongWork.start(database.dataSource(), clock, "slots", EngineSettings.SLOTS, worker);
    }

    @Bean
    Job workOnMigrations(Engine engine, LongWork migrationSlots) {
        return new Job(
                "work-on-migrations",
                Duration.ofSeconds(1),
                () -> engine.pieces().forEach(migrationSlots::ensure));
    }

    @Bean
    Job archiveManifests(Tx tx, ManifestKeys keys) {
        ManifestArchive archive = new ManifestArchive(tx, new Manifests(tx, keys));
        return new Job("archive-manifests", Duration.ofHours(1), archive::run);
    }
}
