package dev.storeward.server.api.platform;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON bodies of the platform door. Component names become snake_case field names. */
final class PlatformJson {
    private PlatformJson() {}

    record Listing(List<?> items, @Nullable String nextCursor) {}

    record NewTenant(
            @Nullable String slug,
            @Nullable String name,
            @Nullable String plan,
            @Nullable Long quotaBytes) {}

    /** A null quota asks for the plan's; an absent one is kept. */
    record TenantPatch(
            @Nullable String plan, @Nullable String name, @Nullable JsonNode quotaBytes) {}

    record TenantItem(
            UUID id,
            long number,
            String slug,
            String name,
            String plan,
            long quotaBytes,
            UUID externalId,
            String createdAt) {}

    /** The web origins whose pages may read what a tenant is answered. */
    record NewOrigins(
            @Nullable List<@Nullable String> allowedOrigins, @Nullable Integer maxAgeSeconds) {}

    record Origins(List<String> allowedOrigins, int maxAgeSeconds) {}

    record NewUser(@Nullable String email, @Nullable String role) {}

    record UserPatch(@Nullable String email, @Nullable String role) {}

    record UserItem(UUID id, long number, String email, String role) {}

    record ListedUser(
            UUID id,
            long number,
            String email,
            String role,
            String createdAt,
            @Nullable String disabledAt) {}

    record NewKey(@Nullable String name, @Nullable String expiresAt) {}

    record KeyItem(
            UUID id,
            String name,
            String prefix,
            String createdAt,
            @Nullable String expiresAt,
            @Nullable UUID issuedBy,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String key) {
        /** The key is a secret. */
        @Override
        public String toString() {
            return "KeyItem[" + id + ", " + prefix + "]";
        }
    }

    record S3KeyItem(
            UUID id,
            String name,
            String accessKeyId,
            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable String secretAccessKey,
            String createdAt,
            @Nullable String expiresAt,
            @Nullable UUID issuedBy) {
        /** The access key is a secret. */
        @Override
        public String toString() {
            return "S3KeyItem[" + id + ", " + accessKeyId + "]";
        }
    }

    record WhoAmI(UserItem user, List<OwnTenant> tenants, String role, @Nullable String plan) {}

    record OwnTenant(UUID id, long number, String slug, String name, String plan) {}

    record ConnectorItem(String name, String title, boolean operatorOnly, List<FieldItem> fields) {}

    record FieldItem(
            String name, String type, boolean required, boolean secret, String description) {}

    record NewBackend(
            @Nullable String name,
            @Nullable String connector,
            @Nullable Map<String, JsonNode> settings) {
        /** The settings hold secrets. */
        @Override
        public String toString() {
            return "NewBackend[" + name + ", " + connector + "]";
        }
    }

    record BackendItem(
            UUID id,
            @Nullable UUID tenantId,
            String name,
            String connector,
            Map<String, Object> settings,
            String state,
            String health,
            @Nullable String lastVerifiedAt,
            Map<String, Object> profile,
            List<CheckItem> checks,
            String createdAt,
            String updatedAt) {}

    record CheckItem(
            String check,
            String outcome,
            String code,
            String message,
            String remedy,
            String field) {}

    record BackendPatch(@Nullable String name, @Nullable Map<String, JsonNode> settings) {
        /** The settings hold secrets. */
        @Override
        public String toString() {
            return "BackendPatch[" + name + "]";
        }
    }

    record Rotation(@Nullable Map<String, JsonNode> settings) {
        /** The settings are secrets. */
        @Override
        public String toString() {
            return "Rotation[]";
        }
    }

    record PolicyItem(String name, String purpose, String content) {}

    record AuditItem(
            UUID id,
            String at,
            @Nullable UUID tenantId,
            @Nullable UUID actorId,
            String actorEmail,
            String action,
            String target,
            Map<String, Object> details,
            String requestId) {}
}
