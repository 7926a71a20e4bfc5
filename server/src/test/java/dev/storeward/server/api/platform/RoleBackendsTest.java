package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.SessionProxy;
import dev.storeward.testkit.server.StsServer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Buckets registered by a role of the customer's. */
final class RoleBackendsTest {
    private static final String ROLE = "arn:aws:iam::210987654321:role/storeward";

    private final S3Server bucket = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    private final StsServer sts =
            StsServer.start(InstantSource.system()).caller("AKIAOPERATOR", "operators-secret");
    private final SessionProxy amazon = SessionProxy.start(bucket, sts, InstantSource.system());
    private final RunningServer server =
            RunningServer.start(
                    Map.of(
                            "STOREWARD_AWS_S3_ENDPOINT", amazon.endpoint().toString(),
                            "STOREWARD_AWS_STS_ENDPOINT", sts.endpoint().toString(),
                            "STOREWARD_AWS_ACCOUNT_ID", "123456789012",
                            "STOREWARD_AWS_ACCESS_KEY", "AKIAOPERATOR",
                            "STOREWARD_AWS_SECRET_KEY", "operators-secret",
                            // Tenants may reach nothing here: only the operator's endpoints lead
                            // on.
                            "STOREWARD_ALLOW_ENDPOINTS", "nothing.example.com"));
    private final PlatformClient admin =
            new PlatformClient(server, OpenApi.of(server), RunningServer.ADMIN_KEY);
    private String backends = "";
    private String externalId = "";

    @BeforeEach
    void makeTenant() {
        JsonNode tenant =
                admin.expect(201, admin.post("/tenants", "{\"slug\":\"acme\",\"name\":\"Acme\"}"));
        backends = "/tenants/" + tenant.path("id").stringValue() + "/backends";
        externalId = tenant.path("external_id").stringValue();
    }

    @AfterEach
    void stop() {
        server.close();
        amazon.close();
        sts.close();
    }

    @Test
    void aBucketIsRegisteredByARoleThatDemandsTheTenantsExternalId() {
        sts.role(ROLE, externalId);

        JsonNode made = admin.expect(201, register(""));

        assertThat(made.path("settings").path("role_arn").stringValue()).isEqualTo(ROLE);
        assertThat(made.path("settings").path("external_id").stringValue()).isEqualTo(externalId);
        assertThat(made.path("settings").has("access_key")).isFalse();
        assertThat(amazon.refusals()).doesNotContain("InvalidToken", "ExpiredToken");
        assertThat(amazon.tokens()).anyMatch(token -> token.startsWith("token/"));
        assertThat(sts.calls()).extracting(StsServer.Call::externalId).contains("", externalId);
    }

    @Test
    void aRoleThatTrustsWithoutAnExternalIdIsRefusedAndTheReasonTold() {
        sts.role(ROLE, _ -> true);

        Http.Answer refused = register("");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .contains(ROLE)
                .contains("can be taken on without an external id")
                .contains("sts:ExternalId")
                .doesNotContain("operators-secret");
        assertThat(stored()).isZero();
    }

    @Test
    void aRoleThatTakesAnyExternalIdIsRefused() {
        sts.role(ROLE, given -> !given.isEmpty());

        Http.Answer refused = register("");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("can be taken on with any external id");
        assertThat(stored()).isZero();
    }

    @Test
    void aRoleThatDemandsAnothersExternalIdIsRefusedWithTheRemedy() {
        sts.role(ROLE, UUID.randomUUID().toString());

        Http.Answer refused = register("");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .contains("may not be taken on")
                .contains("the account 123456789012")
                .contains("sts:ExternalId");
        assertThat(stored()).isZero();
    }

    @Test
    void aRoleThatTakesNobodyYetIsRefusedAlsoWhereNoProofIsWanted() {
        // Its owner might trust everybody later, when nobody asks any more.
        sts.role(ROLE, _ -> false);

        Http.Answer refused = registerAt(backends + "?verify=false", "");

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("may not be taken on");
        assertThat(stored()).isZero();
    }

    @Test
    void nobodyChoosesAnExternalIdAndNobodyGivesARoleAndKeys() {
        Http.Answer chosen = register(",\"external_id\":\"" + UUID.randomUUID() + "\"");
        Http.Answer both = register(",\"access_key\":\"AKIA1\",\"secret_key\":\"hidden-secret\"");

        assertThat(chosen.status()).isEqualTo(400);
        assertThat(fields(chosen)).containsExactly("settings.external_id");
        assertThat(both.status()).isEqualTo(400);
        assertThat(fields(both)).containsExactly("settings.access_key", "settings.secret_key");
        assertThat(both.text()).doesNotContain("hidden-secret");
        assertThat(sts.calls()).isEmpty();
    }

    private Http.Answer register(String more) {
        return registerAt(backends, more);
    }

    private Http.Answer registerAt(String address, String more) {
        return admin.post(
                address,
                """
                {"name":"docs","connector":"s3","settings":{"bucket":"%s","region":"%s",
                 "role_arn":"%s"%s}}
                """
                        .formatted(bucket.bucket(), bucket.region(), ROLE, more));
    }

    private int stored() {
        return admin.expect(200, admin.get(backends)).path("items").size();
    }

    private static List<String> fields(Http.Answer answer) {
        return answer.json().path("errors").propertyNames().stream().toList();
    }
}
