package dev.storeward.server.api.admin;

import static dev.storeward.server.api.admin.AdminClient.bring;
import static dev.storeward.server.api.admin.AdminClient.expect;
import static dev.storeward.server.api.admin.AdminClient.refused;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.testkit.server.S3Server;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The examples of the API that Archivus's clients were written for: the same fields, no more and no
 * fewer, with values of the same kind, on buckets of a running server.
 */
class AdminSeedConfigTest extends AdminSeedFixture {
    @Test
    void getStorageConfigurationConfigured() {
        client.post(
                config + "/provision-dedicated",
                "{\"reason\": \"Upgrade to dedicated storage for compliance\"}");

        assertThat(asInTheExample(expect(200, client.get(config))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "dedicated",
                                  "bucket_name": "archivus-tenant-550e8400",
                                  "region": "us-east-1",
                                  "path_prefix": "",
                                  "validation_status": "valid",
                                  "validation_message": "Configuration validated successfully",
                                  "configured_at": "2024-01-15T10:30:00Z",
                                  "configured_by_email": "admin@example.com",
                                  "reason": "Upgrade to dedicated storage for compliance"
                                }
                                """));
    }

    @Test
    void getStorageConfigurationDefault() {
        assertThat(asInTheExample(expect(200, client.get(config))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "shared",
                                  "is_default": true,
                                  "message": "Using shared storage (default)"
                                }
                                """));
    }

    @Test
    void configureStorage() throws Exception {
        S3Server customers = bucket();
        ObjectNode request =
                (ObjectNode)
                        json(
                                """
                                {
                                  "provider_type": "s3_byob",
                                  "bucket_name": "customer-archivus-bucket",
                                  "region": "us-east-1",
                                  "endpoint_url": "s3.us-east-1.wasabisys.com",
                                  "access_key": "AKIAIOSFODNN7EXAMPLE",
                                  "secret_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY",
                                  "path_prefix": "archivus/production",
                                  "reason": "Migrating to customer-owned Wasabi storage"
                                }
                                """);
        request.put("bucket_name", customers.bucket())
                .put("endpoint_url", customers.endpoint().toString())
                .put("access_key", customers.accessKey())
                .put("secret_key", customers.secretKey());

        ObjectNode answer =
                (ObjectNode) asInTheExample(expect(200, client.post(config, request.toString())));

        assertThat(answer.path("bucket_name").stringValue()).isEqualTo(customers.bucket());
        assertThat(answer.path("endpoint_url").stringValue())
                .isEqualTo(customers.endpoint().toString());
        answer.put("bucket_name", "customer-archivus-bucket")
                .put("endpoint_url", "s3.us-east-1.wasabisys.com");
        assertThat(answer)
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "s3_byob",
                                  "bucket_name": "customer-archivus-bucket",
                                  "region": "us-east-1",
                                  "endpoint_url": "s3.us-east-1.wasabisys.com",
                                  "path_prefix": "archivus/production",
                                  "validation_status": "pending",
                                  "configured_at": "2024-01-15T10:30:00Z",
                                  "configured_by_email": "admin@example.com"
                                }
                                """));
        JsonNode settled = client.settled(tenant.id());
        assertThat(settled.path("validation_status").stringValue())
                .as(settled.toString())
                .isEqualTo("valid");
        assertThat(settled.path("reason").stringValue())
                .isEqualTo("Migrating to customer-owned Wasabi storage");
    }

    @Test
    void tierRequired() throws Exception {
        Tenant team = client.tenant("team");
        JsonNode own =
                refused(
                        403,
                        "TIER_REQUIRED",
                        client.post("/config/" + team.id(), bring(bucket(), "").toString()));
        assertThat(own.path("details").path("required_plan").stringValue()).isEqualTo("enterprise");

        Tenant pro = client.tenant("pro");
        JsonNode dedicated =
                refused(
                        403,
                        "TIER_REQUIRED",
                        client.post("/config/" + pro.id() + "/provision-dedicated", ""));
        assertThat(dedicated.path("details").path("required_plan").stringValue()).isEqualTo("team");
    }

    @Test
    void invalidConfig() {
        JsonNode failure =
                refused(
                        400,
                        "INVALID_CONFIG",
                        client.post(config, "{\"provider_type\": \"s3_byob\"}"));

        assertThat(failure.path("details").propertyNames())
                .containsExactlyInAnyOrder(
                        "reason", "bucket_name", "region", "access_key", "secret_key");
    }

    @Test
    void validateStorageConfigurationSuccess() throws Exception {
        client.settled(tenant.id(), bring(bucket(), "archivus/production"));

        assertThat(expect(200, client.post(config + "/validate", "")))
                .isEqualTo(
                        json(
                                """
                                {
                                  "valid": true,
                                  "checks": {
                                    "connection": "passed",
                                    "authentication": "passed",
                                    "read_permission": "passed",
                                    "write_permission": "passed",
                                    "delete_permission": "passed"
                                  },
                                  "message": "Storage configuration is valid"
                                }
                                """));
    }

    @Test
    void validateStorageConfigurationFailure() throws Exception {
        client.settled(tenant.id(), bring(bucket().withSecretKey("wrong"), ""));

        ObjectNode failure = (ObjectNode) expect(200, client.post(config + "/validate", ""));

        assertThat(failure.path("message").stringValue()).startsWith("Authentication failed: ");
        failure.put("message", "Authentication failed: invalid credentials");
        assertThat(failure)
                .isEqualTo(
                        json(
                                """
                                {
                                  "valid": false,
                                  "checks": {
                                    "connection": "passed",
                                    "authentication": "failed",
                                    "read_permission": "skipped",
                                    "write_permission": "skipped",
                                    "delete_permission": "skipped"
                                  },
                                  "message": "Authentication failed: invalid credentials"
                                }
                                """));
    }

    @Test
    void resetToSharedStorage() {
        client.post(config + "/provision-dedicated", "");

        assertThat(asInTheExample(expect(200, client.delete(config))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "message": "Storage reset to shared",
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "shared"
                                }
                                """));
        assertThat(client.get(config).json().path("is_default").asBoolean()).isTrue();
    }

    @Test
    void provisionDedicatedBucket() {
        assertThat(
                        asInTheExample(
                                expect(
                                        200,
                                        client.post(
                                                config + "/provision-dedicated",
                                                """
                                                {
                                                  "reason": "Customer upgraded to Teams plan, needs isolated storage"
                                                }
                                                """))))
                .isEqualTo(
                        json(
                                """
                                {
                                  "tenant_id": "550e8400-e29b-41d4-a716-446655440000",
                                  "provider_type": "dedicated",
                                  "bucket_name": "archivus-tenant-550e8400",
                                  "region": "us-east-1",
                                  "validation_status": "valid",
                                  "configured_at": "2024-01-15T10:30:00Z",
                                  "configured_by_email": "admin@example.com"
                                }
                                """));
    }
}
