package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/** Dedicated buckets where nothing is configured: a folder a tenant. */
@ExtendWith(SharedServers.class)
class DedicatedFolderTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final AdminClient client = new AdminClient(server);

    @Test
    void aFolderHasTheFieldsOfABucket() {
        Tenant tenant = client.tenant("team");
        String config = "/config/" + tenant.id();

        JsonNode provisioned = expect(200, client.post(config + "/provision-dedicated", ""));

        assertThat(provisioned.propertyNames())
                .containsExactly(
                        "tenant_id",
                        "provider_type",
                        "bucket_name",
                        "region",
                        "validation_status",
                        "configured_at",
                        "configured_by_email");
        assertThat(provisioned.path("region").stringValue()).isEqualTo("local");
        assertThat(expect(200, client.get(config)).path("region").stringValue()).isEqualTo("local");
    }
}
