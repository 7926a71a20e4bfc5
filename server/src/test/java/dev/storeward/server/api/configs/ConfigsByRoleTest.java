package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.SessionProxy;
import dev.storeward.testkit.server.StsServer;
import java.time.InstantSource;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Buckets of {@code aws_s3} that are reached by a role of the customer. */
class ConfigsByRoleTest {
    private static final String ROLE = "arn:aws:iam::210987654321:role/storeward";

    private static S3Server s3;
    private static StsServer sts;
    private static SessionProxy front;
    private static RunningServer server;

    private Organization acme;

    @BeforeAll
    static void start() throws Exception {
        s3 = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY).createBucket("configs-role");
        sts = StsServer.start(InstantSource.system()).caller("AKIAOPERATOR", "operator-secret");
        front = SessionProxy.start(s3, sts, InstantSource.system());
        server =
                RunningServer.start(
                        Map.of(
                                "STOREWARD_AWS_S3_ENDPOINT",
                                front.endpoint().toString(),
                                "STOREWARD_AWS_STS_ENDPOINT",
                                sts.endpoint().toString(),
                                "STOREWARD_AWS_ACCESS_KEY",
                                "AKIAOPERATOR",
                                "STOREWARD_AWS_SECRET_KEY",
                                "operator-secret",
                                "STOREWARD_AWS_ACCOUNT_ID",
                                "014424401899"));
    }

    @AfterAll
    static void stop() {
        server.close();
        front.close();
        sts.close();
    }

    @BeforeEach
    void newOrganization() {
        acme = Organization.of(server);
    }

    private static ObjectNode request() {
        return new JsonMapper()
                .createObjectNode()
                .put("name", "By role")
                .put("provider", "aws_s3")
                .put("s3_bucket_name", s3.bucket())
                .put("s3_bucket_region", s3.region())
                .put("s3_auth_method", "role")
                .put("s3_role_arn", ROLE);
    }

    @Test
    void theRoleIsTakenOnWithTheIdThatSetupInfoTells() {
        String externalId =
                expect(200, acme.sue().get("/setup-info/")).path("external_id").stringValue();
        sts.role(ROLE, externalId);
        ObjectNode asked = request().put("s3_access_key_id", "AKIA-not-needed");

        JsonNode made = expect(201, acme.sue().post("/", asked.toString()));
        assertThat(made.path("provider").stringValue()).isEqualTo("aws_s3");
        assertThat(made.path("s3_auth_method").stringValue()).isEqualTo("role");
        assertThat(made.path("is_verified").booleanValue()).isTrue();
        assertThat(made.toString()).doesNotContain(ROLE, externalId);
        String path = "/" + made.path("uid").stringValue() + "/";
        assertThat(acme.sue().post(path + "test/", "").text()).isEqualTo("{\"verified\":true}");

        sts.role(ROLE, "somebody-elses-id");
        JsonNode refused = expect(200, acme.sue().post(path + "test/", ""));
        assertThat(refused.path("verified").booleanValue()).isFalse();
        assertThat(refused.path("errors").propertyNames()).containsExactly("s3_role_arn");
        assertThat(expect(200, acme.ann().get(path)).path("is_verified").booleanValue()).isFalse();
        assertThat(acme.sue().delete(path).status()).isEqualTo(204);
    }

    @Test
    void aRoleThatTrustsAnybodyIsRefused() {
        sts.role(ROLE, anything -> true);
        JsonNode errors = expect(400, acme.sue().post("/", request().toString()));
        assertThat(errors.propertyNames()).containsExactly("s3_role_arn");
        assertThat(errors.path("s3_role_arn").get(0).stringValue()).contains("external id");
        assertThat(expect(200, acme.ann().get("/")).path("results")).isEmpty();
    }

    @Test
    void aRoleThatIsNoneIsToldByItsField() {
        ObjectNode asked = request().put("s3_role_arn", "storeward");
        assertThat(expect(400, acme.sue().post("/", asked.toString())).propertyNames())
                .containsExactly("s3_role_arn");
        ObjectNode unknown = request().put("s3_role_arn", ROLE + "-unknown");
        assertThat(expect(400, acme.sue().post("/", unknown.toString())).propertyNames())
                .containsExactly("s3_role_arn");
    }
}
