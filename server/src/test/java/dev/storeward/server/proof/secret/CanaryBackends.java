package dev.storeward.server.proof.secret;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.proof.server.ServerProcess.Account;
import dev.storeward.testkit.server.S3Server;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** Sends secrets of backends through the doors, rightly and wrongly. */
final class CanaryBackends {
    private static final String PLATFORM = "/api/v1/platform";

    private final Canaries canaries;

    CanaryBackends(Canaries canaries) {
        this.canaries = canaries;
    }

    private static String settings(String endpoint, String bucket, String access, String secret) {
        return "{\"endpoint\":\"%s\",\"region\":\"us-east-1\",\"bucket\":\"%s\",\"path_style\":true,\"access_key\":\"%s\",\"secret_key\":\"%s\"}"
                .formatted(endpoint, bucket, access, secret);
    }

    private static String s3(String name, String settings) {
        return "{\"name\":\"%s\",\"connector\":\"s3\",\"settings\":%s}".formatted(name, settings);
    }

    /** Backends of the platform door, right and wrong in every way. */
    void platformDoor(Http admin, Account account, S3Server s3) {
        String path = PLATFORM + "/tenants/" + account.tenantId() + "/backends";
        String endpoint = s3.endpoint().toString();
        String right =
                settings(endpoint, s3.bucket(), s3.accessKey(), s3.secretKey())
                        .replace("{", "{\"prefix\":\"canary-%d\",".formatted(System.nanoTime()));
        String id =
                canaries.expect(201, admin.postJson(path, s3("name-that-is-no-secret", right)))
                        .json()
                        .path("id")
                        .asString();
        canaries.keep(admin.postJson(PLATFORM + "/backends/" + id + "/verify", ""));
        canaries.keep(
                admin.postJson(
                        PLATFORM + "/backends/" + id + "/rotate",
                        "{\"settings\":{\"access_key\":\"%s\",\"secret_key\":\"%s\"}}"
                                .formatted(s3.accessKey(), canaries.canary("rotated-secret"))));
        canaries.keep(admin.get(PLATFORM + "/backends/" + id + "/policy"));
        for (String bad :
                List.of(
                        settings(
                                endpoint,
                                s3.bucket(),
                                s3.accessKey(),
                                canaries.canary("wrong-secret")),
                        settings(
                                endpoint,
                                s3.bucket(),
                                canaries.canary("wrong-access"),
                                s3.secretKey()),
                        settings(
                                "http://127.0.0.1:9",
                                "b-123",
                                canaries.canary("access-nobody"),
                                canaries.canary("secret-nobody")),
                        settings(
                                "http://user:%s@127.0.0.1:9"
                                        .formatted(canaries.plainCanary("userinfo")),
                                "b-123",
                                "a",
                                canaries.canary("beside-userinfo")),
                        settings(
                                "http://127.0.0.1:9/?X-Amz-Signature="
                                        + canaries.plainCanary("query"),
                                "b-123",
                                "a",
                                "s"),
                        settings("http://127.0.0.1:9", "b-123", "a", canaries.canary("beside-flag"))
                                .replace("true", "\"" + canaries.canary("as-flag") + "\""),
                        "{\"secretkey\":\"%s\",\"secret_key\":[\"%s\"]}"
                                .formatted(
                                        canaries.canary("unknown-setting"),
                                        canaries.canary("in-a-list")),
                        "{\"secret_key\":\"%s".formatted(canaries.canary("broken-json")),
                        "{\"secret_key\":{\"value\":\"%s\"}}"
                                .formatted(canaries.canary("in-an-object")))) {
            canaries.keep(admin.postJson(path, s3("bad", bad)));
            assertThat(canaries.told().getLast()).startsWith("400 ");
        }
        String stored =
                s3(
                        "stored",
                        settings(
                                "http://127.0.0.1:9",
                                "b-124",
                                canaries.canary("stored-access"),
                                canaries.canary("stored-secret")));
        for (int i = 0; i < 2; i++) {
            canaries.expect(
                    201,
                    admin.postJson(path + "?verify=false", stored, "Idempotency-Key", "twice"));
        }
        canaries.expect(
                400,
                admin.postJson(
                        path + "?verify=false",
                        stored.replace("b-124", "b-125"),
                        "Idempotency-Key",
                        "twice"));
        canaries.expect(
                400,
                admin.postJson(
                        path,
                        "{\"name\":\"x\",\"connector\":\"%s\",\"secret_key\":\"%s\"}"
                                .formatted(
                                        canaries.canary("as-connector"),
                                        canaries.canary("top-level"))));
        canaries.expect(
                400,
                admin.postJson(
                        path,
                        "{\"name\":\"x\",\"connector\":\"%s\",\"settings\":{}}"
                                .formatted(canaries.canary("connector-only"))));
        canaries.keep(admin.postJson(path, s3("gcs", gcs())));
        canaries.keep(admin.postJson(path, s3("gcs", gcs()).replace("\"s3\"", "\"gcs\"")));
        canaries.keep(
                admin.postJson(
                        path,
                        "{\"name\":\"az\",\"connector\":\"azure\",\"settings\":{\"account_name\":\"acc\",\"container\":\"con\",\"endpoint\":\"http://127.0.0.1:9\",\"account_key\":\"%s\"}}"
                                .formatted(
                                        Base64.getEncoder()
                                                .encodeToString(
                                                        canaries.canary("azure-key")
                                                                .getBytes(
                                                                        StandardCharsets.UTF_8)))));
    }

    /** Settings with a service account, whose key is none. */
    private String gcs() {
        String pem =
                "-----BEGIN PRIVATE KEY-----\\\\n%s\\\\n-----END PRIVATE KEY-----\\\\n"
                        .formatted(canaries.plainCanary("gcs-private-key-" + canaries.size()));
        return "{\"bucket\":\"b-126\",\"auth_json\":\"{\\\"type\\\":\\\"service_account\\\",\\\"client_email\\\":\\\"a@b.test\\\",\\\"project_id\\\":\\\"p\\\",\\\"private_key\\\":\\\"%s\\\"}\"}"
                .formatted(pem);
    }

    /** The doors of other vendors, and what they would be sent. */
    void otherDoors(Http admin) {
        canaries.keep(
                admin.postJson(
                        "/storage",
                        "{\"storage_key\":\"k\",\"storage_class\":\"%s\",\"connector_init\":{\"endpoint\":\"127.0.0.1:9\",\"bucket_name\":\"b\",\"access_key\":\"%s\",\"secret_key\":\"%s\"}}"
                                .formatted(
                                        "tango_shared.connectors.deployment.storage.minio_storage_connector.MinioStorageConnector",
                                        canaries.canary("tango-access"),
                                        canaries.canary("tango-secret")),
                        "X-Tenant",
                        "canaries"));
        canaries.keep(
                admin.postJson(
                        "/api/v1/storage-configs/?organization=canaries",
                        "{\"name\":\"n\",\"provider\":\"aws_s3\",\"s3_bucket_name\":\"b-127\",\"s3_bucket_region\":\"us-east-1\",\"s3_access_key_id\":\"%s\",\"s3_secret_access_key\":\"%s\"}"
                                .formatted(
                                        canaries.canary("avala-access"),
                                        canaries.canary("avala-secret")),
                        "X-Tenant",
                        "canaries"));
        canaries.keep(
                admin.postJson(
                        "/api/v1/storage-configs/?organization=canaries",
                        "{\"name\":\"n\",\"provider\":\"gc_storage\",\"gc_storage_bucket_name\":\"b\",\"gc_storage_auth_json_content\":\"%s\"}"
                                .formatted(canaries.canary("avala-gcs")),
                        "X-Tenant",
                        "canaries"));
    }
}
