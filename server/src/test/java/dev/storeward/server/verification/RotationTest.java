package dev.storeward.server.verification;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.verification.Meddler.Reply;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3ProxyServer.Storage;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Backends are verified, changed and rotated while they are in use. */
class RotationTest {
    private static final String PLATFORM = "/api/v1/platform";
    private static final S3Server BUCKET = S3ProxyServer.shared(Storage.MEMORY);

    private static final RunningServer server = RunningServer.start();
    private static final OpenApi openApi = OpenApi.of(server);

    @AfterAll
    static void stop() {
        server.close();
    }

    private final Member member = server.member(1L << 30);
    private final Member ruler = server.member(server.tenant(member), "supervisor");
    private final Http files = new Http(server, member.key());
    private final Http platform = new Http(server, ruler.key());

    private Http.Answer call(String method, String path, String json) {
        Http.Answer answer =
                platform.send(
                        method,
                        PLATFORM + path,
                        json.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
        assertThat(openApi.deviations(method, PLATFORM + path, answer)).as(answer.text()).isEmpty();
        return answer;
    }

    private JsonNode expect(int status, Http.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    /** A backend under a prefix of its own, where the tenant's files go. */
    private JsonNode backend(String endpoint, String accessKey, String secretKey) {
        String prefix = UUID.randomUUID().toString();
        JsonNode backend =
                expect(
                        201,
                        call(
                                "POST",
                                "/tenants/" + member.tenantId() + "/backends",
                                """
                                {"name":"own","connector":"s3","settings":{"endpoint":"%s","bucket":"%s",
                                 "prefix":"%s","access_key":"%s","secret_key":"%s"}}
                                """
                                        .formatted(
                                                endpoint,
                                                BUCKET.bucket(),
                                                prefix,
                                                accessKey,
                                                secretKey)));
        expect(
                200,
                call(
                        "PUT",
                        "/tenants/" + member.tenantId() + "/placement",
                        "{\"default_backend_id\":\"%s\"}"
                                .formatted(backend.path("id").stringValue())));
        return backend;
    }

    private JsonNode backend() {
        return backend(BUCKET.endpoint().toString(), BUCKET.accessKey(), BUCKET.secretKey());
    }

    private static String path(JsonNode backend) {
        return "/backends/" + backend.path("id").stringValue();
    }

    @Test
    void aBackendTellsItsHealthItsProfileAndItsChecks() {
        JsonNode backend = backend();

        assertThat(backend.path("health").stringValue()).isEqualTo("verified");
        assertThat(backend.path("profile").path("path_style").booleanValue()).isTrue();
        assertThat(backend.path("profile").path("conditional_put").booleanValue()).isTrue();
        assertThat(backend.path("checks").size()).isEqualTo(17);
        JsonNode again = expect(200, call("POST", path(backend) + "/verify", ""));
        assertThat(again.path("health").stringValue()).isEqualTo("verified");
        assertThat(again.path("last_verified_at").stringValue())
                .isGreaterThan(backend.path("last_verified_at").stringValue());
        assertThat(
                        new Http(server, member.key())
                                .send(
                                        "POST",
                                        PLATFORM + path(backend) + "/verify",
                                        BodyPublishers.noBody())
                                .status())
                .isEqualTo(403);
    }

    @Test
    void aWrongCredentialReplacesNothing() {
        JsonNode backend = backend();

        JsonNode refused =
                expect(
                        400,
                        call(
                                "POST",
                                path(backend) + "/rotate",
                                "{\"settings\":{\"secret_key\":\"canary-wrong-secret\"}}"));

        assertThat(refused.path("checks").get(0).path("check").stringValue())
                .isEqualTo("authentication");
        assertThat(refused.path("checks").get(0).path("code").stringValue())
                .isEqualTo("secret_wrong");
        assertThat(refused.path("errors").has("settings.secret_key")).isTrue();
        assertThat(refused.toString()).doesNotContain("canary-wrong-secret");
        assertThat(files.upload("file_name=a", new byte[10]).status()).isEqualTo(201);
        assertThat(expect(200, call("GET", path(backend), "")).path("updated_at"))
                .isEqualTo(backend.path("updated_at"));
    }

    @Test
    void onlySecretsAreRotatedAndNothingMoves() {
        JsonNode backend = backend();

        JsonNode other =
                expect(
                        400,
                        call(
                                "POST",
                                path(backend) + "/rotate",
                                "{\"settings\":{\"bucket\":\"b\"}}"));
        assertThat(other.path("errors").path("settings.bucket").get(0).stringValue())
                .isEqualTo("Is no secret field: a change of the backend takes it.");
        expect(400, call("POST", path(backend) + "/rotate", "{\"settings\":{}}"));
        for (String field : new String[] {"bucket", "prefix"}) {
            JsonNode moved =
                    expect(
                            400,
                            call(
                                    "PATCH",
                                    path(backend),
                                    "{\"settings\":{\"%s\":\"elsewhere\"}}".formatted(field)));
            assertThat(moved.path("errors").has("settings." + field)).as(moved.toString()).isTrue();
        }

        JsonNode renamed =
                expect(
                        200,
                        call(
                                "PATCH",
                                path(backend),
                                "{\"name\":\"renamed\",\"settings\":{\"region\":\"eu-west-1\"}}"));
        assertThat(renamed.path("name").stringValue()).isEqualTo("renamed");
        assertThat(renamed.path("settings").path("region").stringValue()).isEqualTo("eu-west-1");
        assertThat(renamed.path("settings").path("bucket"))
                .isEqualTo(backend.path("settings").path("bucket"));
        JsonNode taken =
                expect(200, call("PATCH", path(backend), "{\"settings\":{\"region\":null}}"));
        assertThat(taken.path("settings").has("region")).isFalse();
    }

    @Test
    void thePolicyNamesTheBucketAndAnswersSupervisorsOnly() {
        JsonNode backend = backend();

        JsonNode policies = expect(200, call("GET", path(backend) + "/policy", ""));

        assertThat(policies.path("items").size()).isPositive();
        assertThat(policies.toString()).contains(BUCKET.bucket());
        assertThat(files.get(PLATFORM + path(backend) + "/policy").status()).isEqualTo(403);
    }

    /** Two keys of one bucket: the server behind knows one, the meddler tells which it lets in. */
    @Test
    void rotatingUnderLoadLosesNothing() throws Exception {
        ConcurrentLinkedQueue<String> refused = new ConcurrentLinkedQueue<>();
        AtomicReference<String> disabled = new AtomicReference<>("no key is disabled yet");
        try (Meddler meddler =
                Meddler.before(
                        BUCKET.endpoint(),
                        (request, way) ->
                                request.headers().toString().contains(disabled.get())
                                        ? Optional.of(Reply.error(403, "InvalidAccessKeyId"))
                                        : Optional.empty())) {
            JsonNode backend =
                    backend(meddler.endpoint().toString(), BUCKET.accessKey(), BUCKET.secretKey());
            AtomicBoolean over = new AtomicBoolean();
            AtomicInteger done = new AtomicInteger();
            ExecutorService load = Executors.newVirtualThreadPerTaskExecutor();
            for (int i = 0; i < 6; i++) {
                Random random = new Random(i);
                load.execute(() -> transfers(random, over, done, refused));
            }
            for (int i = 0; i < 4; i++) {
                int before = done.get();
                expect(
                        200,
                        call(
                                "POST",
                                path(backend) + "/rotate",
                                "{\"settings\":{\"access_key\":\"%s\",\"secret_key\":\" %s\"}}"
                                        .formatted(
                                                BUCKET.accessKey(),
                                                " ".repeat(i) + BUCKET.secretKey())));
                while (done.get() < before + 12 && refused.isEmpty()) {
                    Thread.sleep(20);
                }
            }
            over.set(true);
            load.shutdown();
            assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(refused).isEmpty();
            assertThat(versions(backend)).isEqualTo(5);

            disabled.set(BUCKET.accessKey());
            JsonNode away = expect(200, call("POST", path(backend) + "/verify", ""));
            assertThat(away.path("health").stringValue()).isEqualTo("degraded");
            assertThat(files.upload("file_name=b", new byte[10]).status()).isEqualTo(503);
        }
    }

    private void transfers(
            Random random,
            AtomicBoolean over,
            AtomicInteger done,
            ConcurrentLinkedQueue<String> refused) {
        while (!over.get()) {
            byte[] bytes = new byte[random.nextInt(1, 600_000)];
            random.nextBytes(bytes);
            Http.Answer uploaded = files.upload("file_name=load", bytes);
            if (uploaded.status() != 201) {
                refused.add(uploaded.text());
                return;
            }
            String name = uploaded.json().path("data").path("file_path").stringValue();
            Http.Answer read = files.get("/api/v1/storage/objects/" + name);
            if (read.status() != 200 || !Arrays.equals(read.body(), bytes)) {
                refused.add(new String(read.body(), StandardCharsets.UTF_8));
                return;
            }
            done.incrementAndGet();
        }
    }

    private static long versions(JsonNode backend) {
        UUID id = UUID.fromString(backend.path("id").stringValue());
        return server.tx()
                .forSystem()
                .statement(sql ->
                        sql.one(
                                "SELECT credential_version FROM backend WHERE id = ?",
                                row -> row.number("credential_version"),
                                id));
    }
}
