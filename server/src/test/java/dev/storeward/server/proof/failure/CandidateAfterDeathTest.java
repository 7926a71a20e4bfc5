package dev.storeward.server.proof.failure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.ServerProcess;
import dev.storeward.testkit.server.Fault;
import dev.storeward.testkit.server.FaultProxy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** A configuration whose validation a node's death cut off is validated by who comes after it. */
class CandidateAfterDeathTest {
    private static final String ADMIN = "/api/v1/admin/storage/config/";

    /** After so long, in the time of the database, a silent node's work is another's. */
    private static final Duration TAKEN_FOR_DEAD = Duration.ofSeconds(31);

    @Test
    void aCandidateOutlivesItsNode() throws Exception {
        S3Server s3 =
                S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY)
                        .createBucket("death-" + UUID.randomUUID());
        Path data = ServerProcess.newData();
        try (FaultProxy proxy = FaultProxy.to(s3.endpoint())) {
            proxy.set(new Fault.BlackHole());
            String tenantId;
            try (ServerProcess first = ServerProcess.start(data, Map.of())) {
                Http admin = new Http(first.url(), RunningServer.ADMIN_KEY);
                tenantId =
                        admin.postJson(
                                        "/api/v1/platform/tenants",
                                        "{\"slug\":\"a\",\"name\":\"A\",\"plan\":\"enterprise\"}")
                                .json()
                                .path("id")
                                .stringValue();
                Http.Answer pending = admin.postJson(ADMIN + tenantId, request(s3, proxy));
                assertThat(pending.status()).as(pending.text()).isEqualTo(200);
                Awaitility.await().until(() -> proxy.connections() > 0);
                first.kill();
                first.database().moveTime(TAKEN_FOR_DEAD);
            }
            proxy.set(new Fault.None());
            try (ServerProcess second = ServerProcess.start(data, Map.of())) {
                Http admin = new Http(second.url(), RunningServer.ADMIN_KEY);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .until(() ->
                                admin.get(ADMIN + tenantId)
                                        .json()
                                        .path("validation_status")
                                        .asString()
                                        .equals("valid"));
            }
        }
    }

    private static String request(S3Server s3, FaultProxy proxy) {
        return """
        {"provider_type":"s3_byob","bucket_name":"%s","region":"us-east-1","endpoint_url":"%s",
         "access_key":"%s","secret_key":"%s","reason":"test"}
        """
                .formatted(s3.bucket(), proxy.endpoint(), s3.accessKey(), s3.secretKey());
    }
}
