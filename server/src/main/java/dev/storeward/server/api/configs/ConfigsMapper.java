package dev.storeward.server.api.configs;

import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FailedCheck;
import dev.storeward.core.Problem.FieldProblem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantChoice;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.Backend.Health;
import dev.storeward.core.backend.verification.CheckResult;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.ServerRequest;

/** Between the core's words for backends and the configs door's. */
final class ConfigsMapper {
    private static final String FIELD = "settings.";
    private static final String BUCKET_CHECK = "bucket";
    private static final String NO_BUCKET = "Bucket not found or access denied.";

    /** For a backend of a kind this door has no words for. */
    private static final String OF_NO_FIELD = "non_field_errors";

    private ConfigsMapper() {}

    /**
     * The id in the path.
     *
     * @throws dev.storeward.core.ProblemException {@code NotFound} when it is none
     */
    static UUID uid(ServerRequest request) {
        String text = request.pathVariable("uid");
        try {
            if (text.length() == 36) {
                return UUID.fromString(text);
            }
        } catch (IllegalArgumentException e) {
            // As any other address behind which there is nothing.
        }
        throw new Problem.NotFound("There is no storage configuration of this id.").asException();
    }

    /** The caller in the organization that a request names. */
    static Caller inOrganization(TenantChoice choice) {
        return switch (choice) {
            case TenantChoice.In(Caller caller) -> caller;
            case TenantChoice.Unnamed none -> throw organization("This field is required.");
            case TenantChoice.Unknown unknown ->
                    throw organization("There is no organization with this slug.");
            case TenantChoice.Contradicted two ->
                    throw organization("X-Tenant names another organization: send one of them.");
        };
    }

    private static RuntimeException organization(String sentence) {
        return Problem.invalid(ConfigsRoutes.ORGANIZATION, sentence).asException();
    }

    static ConfigsJson.Config config(Backend backend) {
        Optional<CloudMapper> cloud = CloudMapper.of(backend);
        Place place = new Place(backend, cloud);
        Instant verifiedAt = backend.lastVerifiedAt();
        return new ConfigsJson.Config(
                backend.id(),
                backend.displayName().isEmpty() ? backend.name() : backend.displayName(),
                cloud.map(CloudMapper::wireName).orElse(backend.spec().connector()),
                place.get("s3_bucket_name"),
                place.get("s3_bucket_region"),
                place.get("s3_bucket_prefix"),
                "true".equals(place.get("s3_is_accelerated")),
                cloud.filter(CloudMapper::isS3).isEmpty()
                        ? null
                        : place.get("s3_role_arn") == null
                                ? CloudMapper.ACCESS_KEY
                                : CloudMapper.ROLE,
                place.get("gc_storage_bucket_name"),
                place.get("gc_storage_prefix"),
                backend.health() == Health.VERIFIED,
                verifiedAt == null ? null : time(verifiedAt),
                time(backend.createdAt()),
                time(backend.updatedAt()),
                more(cloud, place));
    }

    /** The settings of a backend by the names of this door, null where there is none. */
    private record Place(Backend backend, Optional<CloudMapper> cloud) {
        @Nullable String get(String wireName) {
            return cloud.stream()
                    .flatMap(known -> known.fields().stream())
                    .filter(field -> field.wireName().equals(wireName))
                    .map(field -> backend.spec().get(field.setting()))
                    .filter(value -> !value.isEmpty())
                    .findFirst()
                    .orElse(null);
        }
    }

    private static Map<String, @Nullable String> more(Optional<CloudMapper> cloud, Place place) {
        Map<String, @Nullable String> more = new LinkedHashMap<>();
        List<String> names =
                switch (cloud.orElse(CloudMapper.AWS_S3)) {
                    case AWS_S3, GC_STORAGE -> List.of();
                    case AZURE_BLOB ->
                            List.of("azure_account_name", "azure_container_name", "azure_prefix");
                    case S3_COMPATIBLE -> List.of("s3_endpoint_url");
                };
        names.forEach(name -> more.put(name, place.get(name)));
        return more;
    }

    /** What the core refused, in the fields of the request that asked for it. */
    static Problem told(Problem problem, CloudMapper cloud) {
        return switch (problem) {
            case Problem.Invalid p ->
                    new Problem.Invalid(p.fields().stream().map(f -> told(f, cloud)).toList());
            case Problem.AlreadyExists p ->
                    new Problem.AlreadyExists(wireName(p.field(), cloud), p.message());
            case Problem.Unproven p ->
                    new Problem.Invalid(p.failed().stream().map(f -> told(f, cloud)).toList());
            case Problem.Unauthorized p -> p;
            case Problem.Forbidden p -> p;
            case Problem.Foreign p -> p;
            case Problem.NotFound p -> p;
            case Problem.PreconditionFailed p -> p;
            case Problem.InUse p -> p;
            case Problem.TierRequired p -> p;
            case Problem.MigrationInProgress p -> p;
            case Problem.NotCancellable p -> p;
            case Problem.QuotaExceeded p -> p;
            case Problem.TooLarge p -> p;
            case Problem.UnsupportedType p -> p;
            case Problem.RangeNotSatisfiable p -> p;
            case Problem.Busy p -> p;
            case Problem.RateLimited p -> p;
            case Problem.Incomplete p -> p;
            case Problem.Unavailable p -> p;
            case Problem.Archived p -> p;
            case Problem.Full p -> p;
        };
    }

    static FieldProblem told(FieldProblem problem, CloudMapper cloud) {
        return problem.under(wireName(problem.field(), cloud));
    }

    static FieldProblem told(FailedCheck failed, CloudMapper cloud) {
        if (failed.check().equals(BUCKET_CHECK)) {
            return new FieldProblem(cloud.wireNameOf("bucket"), NO_BUCKET);
        }
        return new FieldProblem(cloud.wireNameOf(failed.field()), text(failed));
    }

    /** What failed when a stored backend was tested, by field. */
    static Map<String, List<String>> errors(List<CheckResult> failed, Backend backend) {
        Optional<CloudMapper> cloud = CloudMapper.of(backend);
        return ConfigsErrors.byField(
                failed.stream()
                        .map(result ->
                                new FailedCheck(
                                        result.check().wireName(),
                                        result.code(),
                                        result.message(),
                                        result.remedy(),
                                        result.field()))
                        .map(check ->
                                cloud.map(known -> told(check, known))
                                        .orElseGet(
                                                () -> new FieldProblem(OF_NO_FIELD, text(check))))
                        .toList());
    }

    /** A place that proved itself only after another had, as one that did not. */
    static Map<String, List<String>> errors(Problem.AlreadyExists overlap, Backend backend) {
        String field =
                CloudMapper.of(backend)
                        .map(cloud -> wireName(overlap.field(), cloud))
                        .orElse(OF_NO_FIELD);
        return Map.of(field, List.of(overlap.message()));
    }

    private static String text(FailedCheck failed) {
        return (failed.message() + " " + failed.remedy()).strip();
    }

    private static String wireName(String field, CloudMapper cloud) {
        if (field.startsWith(FIELD)) {
            return cloud.wireNameOf(field.substring(FIELD.length()));
        }
        return switch (field) {
            case "settings" -> cloud.wireNameOf("bucket");
            case "display_name" -> "name";
            case "connector" -> "provider";
            default -> field;
        };
    }

    private static String time(Instant time) {
        return DateTimeFormatter.ISO_INSTANT.format(time.truncatedTo(ChronoUnit.MILLIS));
    }
}
