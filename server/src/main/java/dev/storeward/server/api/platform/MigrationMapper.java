package dev.storeward.server.api.platform;

import dev.storeward.core.Checks;
import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationItem;
import dev.storeward.core.migration.MigrationPlan;
import dev.storeward.core.migration.MigrationProgress;
import dev.storeward.core.migration.manifest.ManifestKey;
import dev.storeward.core.migration.request.MigrationChange;
import dev.storeward.core.migration.request.MigrationLimits;
import dev.storeward.core.migration.request.MigrationTarget;
import dev.storeward.core.migration.request.MigrationWindow;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.server.http.request.JsonFields;
import dev.storeward.server.http.request.Queries;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;
import tools.jackson.databind.JsonNode;

/** Between the core's words for migrations and the platform door's. */
final class MigrationMapper {
    private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm", Locale.ROOT);

    /** Of how much lies where: as it is kept, not counted for the answer. */
    private static final String KEPT_FIGURES = "kept";

    private static final List<String> WINDOW_FIELDS = List.of("from", "to", "zone");

    private MigrationMapper() {}

    /** The id in the path, in either of the two forms in which migrations are told. */
    static UUID id(ServerRequest request) {
        return MigrationId.parse(request.pathVariable("id"))
                .orElseGet(() -> PlatformMapper.id(request));
    }

    static NewMigration newMigration(MigrationJson.NewMigration json) {
        Checks checks = new Checks();
        MigrationTarget target = target(PlatformMapper.orEmpty(json.targetBackendId()), checks);
        MigrationWindow window = json.window() == null ? null : window(json.window(), checks);
        checks.done();
        Integer concurrency = json.concurrency();
        Long grace = json.graceSeconds();
        return new NewMigration(
                json.sourceBackendId(),
                target,
                new MigrationLimits(
                        json.bandwidthBytesPerSecond(),
                        concurrency == null ? MigrationLimits.USUAL : concurrency,
                        window),
                grace == null ? NewMigration.USUAL_GRACE : Duration.ofSeconds(grace),
                PlatformMapper.orEmpty(json.reason()));
    }

    /** The field of a problem as this door names it. */
    static Problem inOurWords(Problem problem) {
        return problem instanceof Problem.Invalid invalid
                ? new Problem.Invalid(
                        invalid.fields().stream()
                                .map(field ->
                                        List.of("target", "target_provider").contains(field.field())
                                                ? field.under("target_backend_id")
                                                : field)
                                .toList())
                : problem;
    }

    private static MigrationTarget target(String sent, Checks checks) {
        if (sent.equals("shared")) {
            return new MigrationTarget.Shared();
        }
        if (sent.equals("dedicated")) {
            return new MigrationTarget.Dedicated();
        }
        try {
            return new MigrationTarget.Backend(UUID.fromString(sent));
        } catch (IllegalArgumentException e) {
            checks.add(
                    "target_backend_id",
                    "Must be the id of a backend, \"shared\" or \"dedicated\".");
            return new MigrationTarget.Shared();
        }
    }

    private static @Nullable MigrationWindow window(MigrationJson.Window json, Checks checks) {
        LocalTime from = hour("window.from", json.from(), checks);
        LocalTime to = hour("window.to", json.to(), checks);
        ZoneId zone = zone(json.zone(), checks);
        return from == null || to == null || zone == null
                ? null
                : new MigrationWindow(from, to, zone);
    }

    private static @Nullable LocalTime hour(String field, @Nullable String sent, Checks checks) {
        try {
            return LocalTime.parse(PlatformMapper.orEmpty(sent), HOUR);
        } catch (DateTimeException e) {
            checks.add(field, "Must be a time of the day such as 22:00.");
            return null;
        }
    }

    private static @Nullable ZoneId zone(@Nullable String sent, Checks checks) {
        try {
            return ZoneId.of(sent == null ? "UTC" : sent);
        } catch (DateTimeException e) {
            checks.add("window.zone", "Must be a time zone such as Europe/Berlin, or UTC.");
            return null;
        }
    }

    static MigrationChange change(MigrationJson.Change json) {
        Checks checks = new Checks();
        Long bandwidth = bandwidth(json.bandwidthBytesPerSecond(), checks);
        JsonNode sent = json.window();
        MigrationWindow window =
                sent == null || sent.isNull() ? null : window(windowOf(sent, checks), checks);
        checks.done();
        Long grace = json.graceSeconds();
        return new MigrationChange(
                bandwidth,
                json.concurrency(),
                window,
                sent != null && sent.isNull(),
                grace == null ? null : Duration.ofSeconds(grace));
    }

    static Rollback rollback(MigrationJson.Rollback json) {
        Boolean includeNew = json.includeNew();
        return new Rollback(
                includeNew == null || includeNew, PlatformMapper.orEmpty(json.reason()));
    }

    private static @Nullable Long bandwidth(@Nullable JsonNode sent, Checks checks) {
        if (sent == null) {
            return null;
        }
        if (sent.isNull()) {
            return 0L;
        }
        if (!sent.isIntegralNumber() || !sent.canConvertToLong() || sent.longValue() < 1) {
            checks.add(
                    "bandwidth_bytes_per_second",
                    "Must be a whole number of bytes, 1 or more, or null for no limit.");
            return null;
        }
        return sent.longValue();
    }

    private static MigrationJson.Window windowOf(JsonNode sent, Checks checks) {
        if (!sent.isObject()) {
            checks.add("window", "Must be an object of from, to and zone, or null for all hours.");
            return new MigrationJson.Window("00:00", "00:00", null);
        }
        sent.propertyNames().stream()
                .filter(name -> !WINDOW_FIELDS.contains(name))
                .forEach(name -> checks.add("window." + name, JsonFields.unknown(WINDOW_FIELDS)));
        return new MigrationJson.Window(
                text(sent, "from"), text(sent, "to"), sent.has("zone") ? text(sent, "zone") : null);
    }

    private static String text(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isString() ? value.stringValue() : "";
    }

    static MigrationItem.@Nullable State state(ServerRequest request) {
        String sent = new Queries(request.servletRequest()).text("state", "");
        if (sent.isEmpty()) {
            return null;
        }
        return Arrays.stream(MigrationItem.State.values())
                .filter(state -> state.wireName().equals(sent))
                .findFirst()
                .orElseThrow(() ->
                        Problem.invalid("state", "Must be waiting, migrated, skipped or failed.")
                                .asException());
    }

    static MigrationJson.Plan plan(MigrationPlan plan) {
        Duration duration = plan.duration();
        return new MigrationJson.Plan(
                plan.files(),
                plan.bytes(),
                plan.requests(),
                duration == null ? null : duration.toSeconds(),
                KEPT_FIGURES,
                plan.blockers());
    }

    static MigrationJson.Item migration(Migration migration) {
        MigrationProgress progress = migration.progress();
        Migration.Trouble trouble = migration.trouble();
        return new MigrationJson.Item(
                migration.id(),
                migration.tenantId(),
                migration.state().wireName(),
                migration.sourceBackendId(),
                migration.sourceKind().storedName(),
                migration.targetBackendId(),
                migration.targetKind().storedName(),
                migration.rollbackOf(),
                progress.percent(),
                progress.totalFiles(),
                progress.totalBytes(),
                progress.migratedFiles(),
                progress.migratedBytes(),
                progress.skippedFiles(),
                progress.skippedBytes(),
                progress.deletedFiles(),
                progress.deletedBytes(),
                progress.failedFiles(),
                progress.failedBytes(),
                orNull(progress.currentFile()),
                progress.rate(),
                PlatformMapper.timeOrNull(progress.estimatedCompletion()),
                limits(migration.limits()),
                migration.grace().toSeconds(),
                migration.keepSource(),
                trouble == null
                        ? null
                        : new MigrationJson.Trouble(
                                trouble.code(),
                                trouble.message(),
                                PlatformMapper.time(trouble.since())),
                migration.reason(),
                PlatformMapper.time(migration.startedAt()),
                PlatformMapper.timeOrNull(migration.completedAt()),
                migration.initiatedByEmail());
    }

    private static MigrationJson.Limits limits(MigrationLimits limits) {
        MigrationWindow window = limits.window();
        return new MigrationJson.Limits(
                limits.bandwidth(),
                limits.concurrency(),
                window == null
                        ? null
                        : new MigrationJson.Window(
                                HOUR.format(window.from()),
                                HOUR.format(window.to()),
                                window.zone().getId()));
    }

    static MigrationJson.FileItem file(MigrationItem item) {
        return new MigrationJson.FileItem(
                item.fileId(),
                item.objectName(),
                item.state().wireName(),
                item.size(),
                item.attempts(),
                orNull(item.code()),
                orNull(item.message()),
                PlatformMapper.timeOrNull(item.endedAt()));
    }

    static MigrationJson.ManifestKey key(ManifestKey key) {
        return new MigrationJson.ManifestKey(
                key.id(), "Ed25519", key.encoded(), PlatformMapper.time(key.createdAt()));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
