package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Connectors and backends by the platform door. */
class PlatformBackendsTest extends PlatformFixture {
    @Test
    void theConnectorsTellTheirFields() {
        JsonNode connectors = admin.expect(200, admin.get("/connectors"));

        JsonNode s3 =
                connectors
                        .path("items")
                        .valueStream()
                        .filter(c -> c.path("name").stringValue().equals("s3"))
                        .findFirst()
                        .orElseThrow();
        assertThat(
                        s3.path("fields")
                                .valueStream()
                                .filter(f -> f.path("secret").booleanValue())
                                .map(f -> f.path("name").stringValue()))
                .contains("secret_key");
    }

    @Test
    void aBackendIsRegisteredPlacedRetiredAndForgotten() {
        JsonNode tenant = tenant();
        String backends = "/tenants/" + id(tenant) + "/backends";
        String folder = server.data().resolve("objects").resolve(slug()).toString();
        String body =
                "{\"name\":\"docs\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                        .formatted(folder);
        JsonNode backend = admin.expect(201, admin.post(backends, body));
        String path = "/backends/" + id(backend);
        assertThat(backend.path("state").stringValue()).isEqualTo("active");
        assertThat(backend.path("settings").path("path").stringValue()).isEqualTo(folder);
        assertThat(admin.expect(200, admin.get(path))).isEqualTo(backend);
        assertThat(admin.post(backends, body).status()).isEqualTo(409);

        String placement = "/tenants/" + id(tenant) + "/placement";
        assertThat(admin.expect(200, admin.get(placement)).path("default_backend_id").isNull())
                .isTrue();
        String placed =
                "{\"default_backend_id\":\"%s\",\"path_prefix\":\"a/b\",\"object_keys\":\"opaque\"}"
                        .formatted(id(backend));
        JsonNode now = admin.expect(200, admin.put(placement, placed));
        assertThat(now.path("default_backend_id").stringValue()).isEqualTo(id(backend));
        assertThat(now.path("path_prefix").stringValue()).isEqualTo("a/b");
        assertThat(now.path("object_keys").stringValue()).isEqualTo("opaque");
        String key = slug();
        JsonNode once = admin.expect(200, admin.put(placement, placed, "Idempotency-Key", key));
        assertThat(admin.expect(200, admin.put(placement, placed, "Idempotency-Key", key)))
                .isEqualTo(once);
        assertThat(fields(admin.put(placement, "{\"object_keys\":\"x\"}")))
                .containsExactly("object_keys");

        Http.Answer inUse = admin.delete(path);
        assertThat(inUse.status()).isEqualTo(409);
        assertThat(inUse.json().path("detail").stringValue()).contains("new files go to it");
        assertThat(admin.delete("/tenants/" + id(tenant)).status()).isEqualTo(409);
        assertThat(admin.delete(path + "?retire=true&forget=true").status()).isEqualTo(400);
        assertThat(admin.delete(path + "?retire=true").status()).isEqualTo(204);
        assertThat(admin.get(path).json().path("state").stringValue()).isEqualTo("retired");
        assertThat(admin.delete(path + "?forget=true").status()).isEqualTo(204);
        assertThat(admin.get(path).status()).isEqualTo(404);
        assertThat(admin.expect(200, admin.get(backends)).path("items").isEmpty()).isTrue();
    }

    @Test
    void aBackendThatCannotBeReachedIsNotStoredAndItsSecretNotTold() {
        JsonNode tenant = tenant();
        PlatformClient supervisor = clientOf(tenant, "supervisor");
        String backends = "/tenants/" + id(tenant) + "/backends";
        String body =
                """
                {"name":"docs","connector":"s3","settings":{"endpoint":"http://127.0.0.1:1",
                 "bucket":"bucket","access_key":"AKIA","secret_key":"very-secret"}}
                """;

        Http.Answer refused = supervisor.post(backends, body);
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(refused.text()).doesNotContain("very-secret");
        assertThat(supervisor.expect(200, supervisor.get(backends)).path("items").isEmpty())
                .isTrue();

        Http.Answer unproven = supervisor.post(backends + "?verify=false", body);
        assertThat(unproven.status()).as(unproven.text()).isEqualTo(201);
        assertThat(unproven.text()).doesNotContain("very-secret");
        assertThat(supervisor.get("/tenants/" + id(tenant) + "/audit").text())
                .contains("backend.register")
                .doesNotContain("very-secret");
    }

    /** It is made here or never, as a folder that is gone later is not made again. */
    @Test
    void aFolderTakenWithoutProofIsMadeAndOneThatCannotBeIsRefused() throws IOException {
        String backends = "/tenants/" + id(tenant()) + "/backends?verify=false";
        Path allowed = server.data().resolve("objects");
        Path folder = allowed.resolve(slug());
        Path file = Files.writeString(allowed.resolve(slug()), "no folder");

        JsonNode backend = admin.expect(201, admin.post(backends, folderBackend(folder)));
        Http.Answer refused = admin.post(backends, folderBackend(file.resolve("below")));

        assertThat(backend.path("health").stringValue()).isEqualTo("unverified");
        assertThat(folder.resolve("objects")).isEmptyDirectory();
        assertThat(refused.status()).as(refused.text()).isEqualTo(400);
        assertThat(fields(refused)).containsExactly("settings");
        assertThat(refused.text()).contains("The folder of this backend cannot be used");
    }

    private static String folderBackend(Path folder) {
        return "{\"name\":\"%s\",\"connector\":\"filesystem\",\"settings\":{\"path\":\"%s\"}}"
                .formatted(slug(), folder);
    }

    @Test
    void anEndpointInsideTheNetworkIsRefused() {
        PlatformClient supervisor = clientOf(tenant(), "supervisor");
        JsonNode tenant = supervisor.expect(200, supervisor.get("/whoami")).path("tenants").get(0);

        for (String endpoint :
                List.of("http://169.254.169.254", "https://10.0.0.1", "file:///etc/passwd")) {
            Http.Answer refused =
                    supervisor.post(
                            "/tenants/" + id(tenant) + "/backends",
                            """
                            {"name":"docs","connector":"s3","settings":{"endpoint":"%s",
                             "bucket":"bucket","access_key":"AKIA","secret_key":"s"}}
                            """
                                    .formatted(endpoint));
            assertThat(refused.status()).as(endpoint + ": " + refused.text()).isEqualTo(400);
        }
    }
}
