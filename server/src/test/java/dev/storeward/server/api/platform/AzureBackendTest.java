package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.AzuriteServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Containers of Azure as tenants' own backends, from the registration to the last byte. */
class AzureBackendTest {
    private static final String FILES = "/api/v1/storage";
    private static AzureServer azurite;
    private static RunningServer server;
    private static PlatformClient admin;

    @BeforeAll
    static void start() {
        azurite = AzuriteServer.shared();
        server =
                RunningServer.start(
                        Map.of("STOREWARD_AZURE_ENDPOINT", azurite.endpoint().toString()));
        admin = new PlatformClient(server, OpenApi.of(server), RunningServer.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    private static String body(String name, String prefix, String container, String key) {
        return """
        {"name":"%s","connector":"azure","settings":
          {"account_name":"%s","container":"%s","prefix":"%s","account_key":"%s"}}
        """
                .formatted(name, azurite.account(), container, prefix, key);
    }

    private static Http.Answer register(RunningServer.Member member, String body) {
        return admin.post("/tenants/" + member.tenantId() + "/backends", body);
    }

    /** The check that failed, its code, and the field that is at fault. */
    private static String failed(Http.Answer refused) {
        JsonNode check = refused.json().path("checks").get(0);
        return check.path("check").stringValue()
                + " "
                + check.path("code").stringValue()
                + " "
                + check.path("field").stringValue();
    }

    @Test
    void aContainerIsRegisteredAndServesItsTenantsFiles() {
        RunningServer.Member member = server.member(100 << 20);
        String prefix = "registered-" + member.tenantNumber() + "-" + System.nanoTime();

        JsonNode backend =
                admin.expect(
                        201,
                        register(member, body("own", prefix, azurite.container(), azurite.key())));

        assertThat(backend.path("connector").stringValue()).isEqualTo("azure");
        assertThat(backend.path("settings").path("account_name").stringValue())
                .isEqualTo(azurite.account());
        assertThat(backend.toString()).doesNotContain(azurite.key());
        Http client = new Http(server, member.key());
        for (int size : new int[] {0, 10_240, 300_000, 20_000_000}) {
            byte[] bytes = new byte[size];
            new Random(size).nextBytes(bytes);
            Http.Answer stored =
                    client.send(
                            "POST",
                            FILES + "/upload?file_name=f.bin&storage_key=own",
                            BodyPublishers.ofByteArray(bytes),
                            "Content-Type",
                            "application/octet-stream");
            assertThat(stored.status()).as(stored.text()).isEqualTo(201);
            String path = stored.json().path("data").path("file_path").stringValue();
            assertThat(stored.json().path("data").path("s3_uri").stringValue())
                    .startsWith("http")
                    .contains("/" + prefix + "/");

            Http.Answer read = client.get(FILES + "/objects/" + path);
            assertThat(read.body()).isEqualTo(bytes);
            if (size > 200_000) {
                Http.Answer part =
                        client.get(FILES + "/objects/" + path, "Range", "bytes=100000-200000");
                assertThat(part.status()).isEqualTo(206);
                assertThat(part.body()).isEqualTo(Arrays.copyOfRange(bytes, 100_000, 200_001));
            }
            assertThat(client.delete(FILES + "/objects/" + path).status()).isEqualTo(200);
            assertThat(client.get(FILES + "/objects/" + path).status()).isEqualTo(404);
        }
    }

    @Test
    void aWrongKeyIsRefusedWithItsSentenceAndNotTold() {
        RunningServer.Member member = server.member(1 << 20);
        String wrong = Base64.getEncoder().encodeToString(new byte[64]);

        Http.Answer refused = register(member, body("own", "", azurite.container(), wrong));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text())
                .contains("The account key is wrong for the container " + azurite.container())
                .doesNotContain(wrong);
        assertThat(failed(refused)).isEqualTo("authentication secret_wrong account_key");
    }

    @Test
    void aContainerThatIsNotThereIsRefusedWithItsSentence() {
        RunningServer.Member member = server.member(1 << 20);

        Http.Answer refused = register(member, body("own", "", "no-such-container", azurite.key()));

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).contains("There is no container no-such-container");
        assertThat(failed(refused)).isEqualTo("bucket bucket_not_found container");
    }

    @Test
    void aTenantsOwnEndpointDoesNotPassTheOperatorsGate() {
        RunningServer.Member member = server.member(1 << 20);

        Http.Answer refused =
                register(
                        member,
                        """
                        {"name":"own","connector":"azure","settings":
                          {"account_name":"acme","container":"files","account_key":"a2V5",
                           "endpoint":"http://169.254.169.254:80/acme"}}
                        """);

        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).doesNotContain("a2V5");
    }

    @Test
    void theConnectorIsListedWithItsFields() {
        JsonNode connectors = admin.expect(200, admin.get("/connectors"));

        assertThat(connectors.toString())
                .contains("\"azure\"", "account_name", "container", "account_key");
    }
}
