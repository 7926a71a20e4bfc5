package dev.storeward.server.api.configs;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the configs door answers. */
final class ConfigsJson {
    private ConfigsJson() {}

    /** One page; the URLs are absolute. */
    record Configs(@Nullable String next, @Nullable String previous, List<Config> results) {}

    /**
     * A storage configuration. What does not belong to its provider is null.
     *
     * @param more what the providers have that the first two have not
     */
    record Config(
            UUID uid,
            String name,
            String provider,
            @Nullable String s3BucketName,
            @Nullable String s3BucketRegion,
            @Nullable String s3BucketPrefix,
            boolean s3IsAccelerated,
            @Nullable String s3AuthMethod,
            @Nullable String gcStorageBucketName,
            @Nullable String gcStoragePrefix,
            boolean isVerified,
            @Nullable String lastVerifiedAt,
            String createdAt,
            String updatedAt,
            @JsonAnyGetter Map<String, @Nullable String> more) {}

    record Verified(boolean verified) {}

    record NotVerified(boolean verified, Map<String, List<String>> errors) {}

    record Setup(String avalaAwsAccountId, String externalId) {}

    record Failure(String detail) {}
}
