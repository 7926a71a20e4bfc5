package dev.storeward.server.api.admin;

import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationProgress;
import dev.storeward.core.migration.MigrationStatistics;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.placement.StorageKind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/** Translates migrations into this door's records. */
final class MigrationMapper {
    private MigrationMapper() {}

    /** How much of a migration an answer tells. */
    private enum Part {
        BEGINNING,
        STATUS,
        HISTORY
    }

    /**
     * Where files are to go.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid}
     */
    static MigrationTarget target(AdminJson.Migrate asked) {
        String target = AdminMapper.orEmpty(asked.targetProvider());
        if (target.isEmpty()) {
            throw Problem.invalid(AdminMapper.TARGET, "This field is required.").asException();
        }
        StorageKind kind =
                AdminMapper.kind(target)
                        .orElseThrow(() ->
                                Problem.invalid(
                                                AdminMapper.TARGET,
                                                "Must be shared, dedicated or s3_byob.")
                                        .asException());
        return switch (kind) {
            case SHARED -> new MigrationTarget.Shared();
            case DEDICATED -> new MigrationTarget.Dedicated();
            case OWN -> new MigrationTarget.Own();
        };
    }

    static AdminJson.Migration begun(Migration migration) {
        return told(migration, Part.BEGINNING);
    }

    static AdminJson.Migration status(Migration migration) {
        return told(migration, Part.STATUS);
    }

    static AdminJson.History history(List<Migration> migrations) {
        return new AdminJson.History(
                migrations.stream().map(migration -> told(migration, Part.HISTORY)).toList(),
                migrations.size());
    }

    private static AdminJson.Migration told(Migration migration, Part part) {
        MigrationProgress progress = migration.progress();
        boolean status = part == Part.STATUS;
        return new AdminJson.Migration(
                MigrationId.of(migration.id()),
                part == Part.HISTORY ? null : migration.tenantId(),
                AdminMapper.kind(migration.sourceKind()),
                AdminMapper.kind(migration.targetKind()),
                migration.state().wireName(),
                progress.totalFiles(),
                progress.totalBytes(),
                progress.migratedFiles(),
                progress.migratedBytes(),
                progress.failedFiles(),
                progress.skippedFiles(),
                status ? progress.percent() : null,
                status ? AdminMapper.orNull(progress.currentFile()) : null,
                migration.startedAt().toString(),
                status ? AdminMapper.time(progress.estimatedCompletion()) : null,
                part == Part.BEGINNING ? null : AdminMapper.time(migration.completedAt()),
                status ? null : migration.initiatedByEmail());
    }

    /**
     * The migration that is to be cancelled.
     *
     * @throws dev.storeward.core.ProblemException {@code NotCancellable} for what is no id of one
     */
    static UUID cancellable(String text) {
        return MigrationId.parse(text).orElseThrow(() -> unknown().asException());
    }

    /** On this door a migration that is not there cannot be cancelled either. */
    static <T> T cancelling(Supplier<T> cancel) {
        try {
            return cancel.get();
        } catch (ProblemException e) {
            throw e.problem() instanceof Problem.NotFound ? unknown().asException(e) : e;
        }
    }

    private static Problem unknown() {
        return new Problem.NotCancellable("Migration not found.");
    }

    static AdminJson.Statistics statistics(
            Map<StorageKind, Long> distribution, MigrationStatistics statistics) {
        Map<String, Long> providers = new LinkedHashMap<>();
        for (StorageKind kind : StorageKind.values()) {
            providers.put(AdminMapper.kind(kind), distribution.getOrDefault(kind, 0L));
        }
        Map<String, Long> migrations = new LinkedHashMap<>();
        for (Migration.State state : Migration.State.values()) {
            migrations.put(state.wireName(), statistics.byState().getOrDefault(state, 0L));
        }
        migrations.put("total_bytes_migrated", statistics.bytesMigrated());
        return new AdminJson.Statistics(providers, migrations);
    }
}
