package dev.storeward.server.api.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Answers of the admin door beside the examples of the API that Archivus's clients know. */
abstract class AdminSeedFixture extends AdminFixture {
    /**
     * What differs from run to run replaced by the example's, once it was found to be of its kind.
     */
    JsonNode asInTheExample(JsonNode answer) {
        ObjectNode same = (ObjectNode) answer.deepCopy();
        assertThat(answer.path("tenant_id").stringValue()).isEqualTo(tenant.id().toString());
        same.put("tenant_id", "550e8400-e29b-41d4-a716-446655440000");
        if (same.has("configured_at")) {
            String time = answer.path("configured_at").stringValue();
            assertThat(time).endsWith("Z");
            assertThat(Instant.parse(time)).isNotNull();
            same.put("configured_at", "2024-01-15T10:30:00Z");
        }
        if (answer.path("bucket_name").asString("").equals("archivus-tenant-" + tenant.id())) {
            same.put("bucket_name", "archivus-tenant-550e8400");
        }
        return same;
    }

    static JsonNode json(String text) {
        return AdminClient.JSON.readTree(text);
    }
}
