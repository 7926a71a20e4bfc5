package dev.storeward.server.api.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The JSON bodies about where new files go. */
final class PlacementJson {
    private PlacementJson() {}

    record Placement(
            @Nullable UUID defaultBackendId,
            @Nullable String pathPrefix,
            @Nullable String objectKeys,
            @Nullable List<@Nullable Rule> rules) {}

    /**
     * A rule; only its conditions are told.
     *
     * @param backendId an id, or {@code shared}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rule(
            @Nullable Long minSize,
            @Nullable Long maxSize,
            @Nullable List<@Nullable String> categories,
            @Nullable List<@Nullable String> contentTypes,
            @Nullable List<@Nullable String> regionHints,
            @Nullable String backendId) {}

    /** A file that is asked about. */
    record Example(
            @Nullable String fileName,
            @Nullable Long size,
            @Nullable String contentType,
            @Nullable String fileCategory,
            @Nullable String regionHint) {}

    record Explanation(
            String decidedBy,
            @Nullable Integer rule,
            List<String> matched,
            List<PassedOver> passedOver,
            @Nullable Chosen chosen,
            @Nullable Chosen backend,
            @Nullable UUID migrationId) {}

    record Chosen(UUID id, String name) {}

    record PassedOver(int rule, List<Reason> reasons) {}

    record Reason(String field, String message) {}
}
