package dev.storeward.server.api.configs;

import dev.storeward.core.backend.Backend;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The door's providers, and how their fields are called by the connectors. */
enum CloudMapper {
    AWS_S3("aws_s3", "s3"),
    GC_STORAGE("gc_storage", "gcs"),
    AZURE_BLOB("azure_blob", "azure"),
    S3_COMPATIBLE("s3_compatible", "s3");

    static final String AUTH_METHOD = "s3_auth_method";
    static final String ACCESS_KEY = "access_key";
    static final String ROLE = "role";

    private static final List<Field> OF_AWS_S3 = s3(Need.ALWAYS);
    private static final List<Field> OF_S3_COMPATIBLE =
            Stream.concat(
                            s3(Need.NEVER).stream(),
                            Stream.of(new Field("s3_endpoint_url", "endpoint", Need.ALWAYS)))
                    .toList();
    private static final List<Field> OF_GC_STORAGE =
            List.of(
                    new Field("gc_storage_bucket_name", "bucket", Need.ALWAYS),
                    new Field("gc_storage_prefix", "prefix", Need.NEVER),
                    new Field("gc_storage_auth_json_content", "auth_json", Need.ALWAYS));
    private static final List<Field> OF_AZURE_BLOB =
            List.of(
                    new Field("azure_container_name", "container", Need.ALWAYS),
                    new Field("azure_account_name", "account_name", Need.ALWAYS),
                    new Field("azure_prefix", "prefix", Need.NEVER),
                    new Field("azure_account_key", "account_key", Need.ALWAYS));

    private final String wireName;
    private final String connector;

    CloudMapper(String wireName, String connector) {
        this.wireName = wireName;
        this.connector = connector;
    }

    /** When a field must be sent. */
    enum Need {
        ALWAYS,
        NEVER,
        /** Of configurations that hold keys, and taken with them only. */
        WITH_KEYS,
        /** Of configurations that take on a role, and taken with it only. */
        WITH_ROLE
    }

    /** A field of a request and the connector's name for it. */
    record Field(String wireName, String setting, Need need) {

        /** Whether the field is of use with this way to prove oneself. */
        boolean goesWith(String authMethod) {
            return switch (need) {
                case ALWAYS, NEVER -> true;
                case WITH_KEYS -> authMethod.equals(ACCESS_KEY);
                case WITH_ROLE -> authMethod.equals(ROLE);
            };
        }

        boolean required() {
            return need != Need.NEVER;
        }
    }

    private static List<Field> s3(Need region) {
        return List.of(
                new Field("s3_bucket_name", "bucket", Need.ALWAYS),
                new Field("s3_bucket_region", "region", region),
                new Field("s3_bucket_prefix", "prefix", Need.NEVER),
                new Field("s3_access_key_id", "access_key", Need.WITH_KEYS),
                new Field("s3_secret_access_key", "secret_key", Need.WITH_KEYS),
                new Field("s3_role_arn", "role_arn", Need.WITH_ROLE),
                new Field("s3_is_accelerated", "accelerated", Need.NEVER),
                new Field("s3_cloudfront_domain", "cloudfront_domain", Need.NEVER),
                new Field("s3_cloudfront_public_key_id", "cloudfront_key_id", Need.NEVER));
    }

    static Optional<CloudMapper> of(String wireName) {
        return Arrays.stream(values()).filter(cloud -> cloud.wireName.equals(wireName)).findFirst();
    }

    /** The provider that most of the sent fields are of. */
    static CloudMapper likely(Collection<String> sent) {
        return Arrays.stream(values())
                .reduce(AWS_S3, (best, next) -> next.of(sent) > best.of(sent) ? next : best);
    }

    private long of(Collection<String> sent) {
        return fields().stream().filter(field -> sent.contains(field.wireName())).count();
    }

    /** The provider of a backend; empty where it is of a kind this door has no word for. */
    static Optional<CloudMapper> of(Backend backend) {
        return switch (backend.spec().connector()) {
            case "s3" ->
                    Optional.of(backend.spec().get("endpoint").isEmpty() ? AWS_S3 : S3_COMPATIBLE);
            case "gcs" -> Optional.of(GC_STORAGE);
            case "azure" -> Optional.of(AZURE_BLOB);
            default -> Optional.empty();
        };
    }

    /** Whether any provider has a field of this name. */
    static boolean known(String wireName) {
        return wireName.equals(AUTH_METHOD)
                || Arrays.stream(values())
                        .flatMap(cloud -> cloud.fields().stream())
                        .anyMatch(field -> field.wireName().equals(wireName));
    }

    String wireName() {
        return wireName;
    }

    String connector() {
        return connector;
    }

    /** The bucket's first. */
    List<Field> fields() {
        return switch (this) {
            case AWS_S3 -> OF_AWS_S3;
            case GC_STORAGE -> OF_GC_STORAGE;
            case AZURE_BLOB -> OF_AZURE_BLOB;
            case S3_COMPATIBLE -> OF_S3_COMPATIBLE;
        };
    }

    boolean isS3() {
        return connector.equals("s3");
    }

    /**
     * The request's name for a connector's field. What a request cannot set is told of the bucket.
     */
    String wireNameOf(String setting) {
        return fields().stream()
                .filter(field -> field.setting().equals(setting))
                .findFirst()
                .orElse(fields().getFirst())
                .wireName();
    }
}
