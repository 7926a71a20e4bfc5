package dev.storeward.server.api.admin;

import dev.storeward.core.Problem;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.core.placement.configuration.Configuration;
import dev.storeward.core.placement.configuration.Validated;
import dev.storeward.core.placement.configuration.Validated.Step;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;

/** Translates the core's records into this door's. */
final class AdminMapper {
    static final String SHARED = "shared";
    static final String DEDICATED = "dedicated";
    static final String OWN = "s3_byob";
    static final String BUCKET = "bucket_name";
    static final String TARGET = "target_provider";

    private static final String DEFAULT = "Using shared storage (default)";
    private static final String ANY_REGION = "us-east-1";

    /** Of folders, which lie in no provider's region. */
    private static final String LOCAL = "local";

    private static final Pattern UUID_FORM =
            Pattern.compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    /** What the core's fields are called here. */
    private static final Map<String, String> FIELDS =
            Map.of(
                    "settings", BUCKET,
                    "settings.bucket", BUCKET,
                    "display_name", BUCKET,
                    "target", TARGET,
                    "settings.endpoint", "endpoint_url",
                    "settings.region", "region",
                    "settings.prefix", "path_prefix",
                    "settings.access_key", "access_key",
                    "settings.secret_key", "secret_key");

    private AdminMapper() {}

    static String field(String core) {
        return FIELDS.getOrDefault(core, core);
    }

    static String kind(StorageKind kind) {
        return switch (kind) {
            case SHARED -> SHARED;
            case DEDICATED -> DEDICATED;
            case OWN -> OWN;
        };
    }

    static Optional<StorageKind> kind(String text) {
        return switch (text) {
            case SHARED -> Optional.of(StorageKind.SHARED);
            case DEDICATED -> Optional.of(StorageKind.DEDICATED);
            case OWN -> Optional.of(StorageKind.OWN);
            default -> Optional.empty();
        };
    }

    /**
     * The tenant a path names.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} for what is no id
     */
    static UUID tenantId(ServerRequest request) {
        return uuid(request.pathVariable("tenant_id"))
                .orElseThrow(() ->
                        Problem.invalid("tenant_id", "Must be a UUID, the tenant's id.")
                                .asException());
    }

    static Optional<UUID> uuid(String text) {
        return UUID_FORM.matcher(text).matches()
                ? Optional.of(UUID.fromString(text))
                : Optional.empty();
    }

    /** As the tenant's configuration is shown. */
    static Object shown(Configuration configuration) {
        Backend backend = configuration.backend();
        if (backend == null) {
            return new AdminJson.Shared(configuration.tenantId(), SHARED, true, DEFAULT);
        }
        return config(configuration, backend, backend.spec().get("prefix"), true);
    }

    /** As a request that configured it is answered. */
    static Object configured(Configuration configuration) {
        Backend backend = configuration.backend();
        return backend == null
                ? configuredShared(configuration)
                : config(configuration, backend, backend.spec().get("prefix"), false);
    }

    /** As a provisioned bucket is answered. */
    static Object provisioned(Configuration configuration) {
        Backend backend = configuration.backend();
        return backend == null
                ? configuredShared(configuration)
                : config(configuration, backend, null, false);
    }

    private static AdminJson.ConfiguredShared configuredShared(Configuration configuration) {
        return new AdminJson.ConfiguredShared(
                configuration.tenantId(),
                SHARED,
                true,
                configuration.validation().wireName(),
                DEFAULT);
    }

    static AdminJson.Reset reset(Configuration configuration) {
        return new AdminJson.Reset("Storage reset to shared", configuration.tenantId(), SHARED);
    }

    private static AdminJson.Config config(
            Configuration configuration,
            Backend backend,
            @Nullable String pathPrefix,
            boolean whole) {
        return new AdminJson.Config(
                configuration.tenantId(),
                kind(configuration.kind()),
                bucket(backend),
                region(backend),
                configuration.kind() == StorageKind.OWN
                        ? orNull(backend.spec().get("endpoint"))
                        : null,
                pathPrefix,
                configuration.validation().wireName(),
                whole ? configuration.message() : null,
                time(configuration.configuredAt()),
                orNull(configuration.configuredByEmail()),
                whole ? orNull(configuration.reason()) : null);
    }

    /** What the provider calls the place; of a folder its own name, not where it lies. */
    private static String bucket(Backend backend) {
        return switch (backend.spec().connector()) {
            case "filesystem" -> String.valueOf(Path.of(backend.spec().get("path")).getFileName());
            case "azure" -> backend.spec().get("container");
            default -> backend.spec().get("bucket");
        };
    }

    private static @Nullable String region(Backend backend) {
        String region = backend.spec().get("region");
        return switch (backend.spec().connector()) {
            case "s3" -> region.isEmpty() ? ANY_REGION : region;
            case "filesystem" -> LOCAL;
            default -> null;
        };
    }

    static AdminJson.Validation validation(Validated validated) {
        return new AdminJson.Validation(
                validated.valid(),
                new AdminJson.Checks(
                        step(validated, Step.CONNECTION),
                        step(validated, Step.AUTHENTICATION),
                        step(validated, Step.READ),
                        step(validated, Step.WRITE),
                        step(validated, Step.DELETE)),
                validated.message());
    }

    private static String step(Validated validated, Step step) {
        return Optional.ofNullable(validated.steps().get(step)).orElseThrow().wireName();
    }

    static @Nullable String time(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
