package dev.storeward.server.api.workspace;

import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The JSON bodies of the workspace door. Component names become snake_case field names. */
final class WorkspaceJson {
    private WorkspaceJson() {}

    /**
     * A storage configuration.
     *
     * @param connectorInit without the secret fields
     */
    record Configuration(
            String storageKey,
            String storageClass,
            String workspace,
            Map<String, Object> connectorInit) {}

    record ListedConfiguration(String storageKey, String storageClass, String workspace) {}

    record NewUpload(@Nullable JsonNode fileName) {}

    record Upload(UUID uploadId, String uploadUrl) {
        /** Whoever has the address may upload. */
        @Override
        public String toString() {
            return "Upload[" + uploadId + "]";
        }
    }

    record StoredUpload(UUID fileId, String fileName, long size, String contentType) {}

    record Download(String downloadUrl, String expiresAt) {
        /** Whoever has the address may download. */
        @Override
        public String toString() {
            return "Download[" + expiresAt + "]";
        }
    }
}
