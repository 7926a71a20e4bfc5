package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PlatformDoorTest {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static RunningServer server;
    private static OpenApi openApi;
    private static PlatformClient admin;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        openApi = OpenApi.of(server);
        admin = client(RunningServer.ADMIN_KEY);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static PlatformClient client(String key) {
        return new PlatformClient(server, openApi, key);
    }

    private static String slug() {
        return "tenant-" + NUMBERS.incrementAndGet();
    }

    private static JsonNode tenant() {
        return admin.expect(
                201,
                admin.post("/tenants", "{\"slug\":\"%s\",\"name\":\"Acme\"}".formatted(slug())));
    }

    private static String id(JsonNode node) {
        return node.path("id").stringValue();
    }

    private static JsonNode user(JsonNode tenant, String role) {
        return admin.expect(
                201,
                admin.post(
                        "/tenants/" + id(tenant) + "/users",
                        "{\"email\":\"u%d@acme.test\",\"role\":\"%s\"}"
                                .formatted(NUMBERS.incrementAndGet(), role)));
    }

    private static String keyOf(JsonNode user) {
        return admin.expect(201, admin.post("/users/" + id(user) + "/keys", "{\"name\":\"k\"}"))
                .path("key")
                .stringValue();
    }

    private static PlatformClient clientOf(JsonNode tenant, String role) {
        return client(keyOf(user(tenant, role)));
    }

    private static List<String> fields(Http.Answer answer) {
        return answer.json().path("errors").propertyNames().stream().toList();
    }

    @Test
    void aTenantIsMadeReadChangedListedAndDeleted() {
        String slug = slug();
        JsonNode made =
                admin.expect(
                        201,
                        admin.post(
                                "/tenants",
                                "{\"slug\":\"%s\",\"name\":\"Acme\",\"plan\":\"pro\"}"
                                        .formatted(slug)));
        assertThat(made.propertyNames())
                .containsExactly(
                        "id",
                        "number",
                        "slug",
                        "name",
                        "plan",
                        "quota_bytes",
                        "external_id",
                        "created_at");
        assertThat(made.path("slug").stringValue()).isEqualTo(slug);
        assertThat(made.path("quota_bytes").longValue()).isEqualTo(100L << 30);
        String path = "/tenants/" + id(made);
        assertThat(admin.expect(200, admin.get(path))).isEqualTo(made);

        JsonNode changed =
                admin.expect(200, admin.patch(path, "{\"name\":\"New\",\"quota_bytes\":7}"));
        assertThat(changed.path("name").stringValue()).isEqualTo("New");
        assertThat(changed.path("plan").stringValue()).isEqualTo("pro");
        assertThat(changed.path("quota_bytes").longValue()).isEqualTo(7);
        assertThat(
                        admin.expect(
                                        200,
                                        admin.patch(
                                                path, "{\"plan\":\"free\",\"quota_bytes\":null}"))
                                .path("quota_bytes")
                                .longValue())
                .isEqualTo(1L << 30);

        assertThat(admin.get("/tenants?limit=1000").text()).contains(id(made));
        assertThat(admin.delete(path).status()).isEqualTo(204);
        assertThat(admin.get(path).status()).isEqualTo(404);
    }

    @Test
    void aListGoesOnAtItsCursor() {
        String first = id(tenant());
        String second = id(tenant());
        JsonNode page = admin.expect(200, admin.get("/tenants?limit=1"));
        StringBuilder seen = new StringBuilder(page.path("items").toString());
        while (!page.path("next_cursor").isNull()) {
            page =
                    admin.expect(
                            200,
                            admin.get(
                                    "/tenants?limit=1&cursor="
                                            + page.path("next_cursor").stringValue()));
            assertThat(page.path("items").size()).isEqualTo(1);
            seen.append(page.path("items"));
        }
        assertThat(seen.toString()).contains(first, second);

        for (String query : List.of("limit=0", "limit=1001", "limit=x", "cursor=x")) {
            assertThat(admin.get("/tenants?" + query).status()).isEqualTo(400);
        }
    }

    @Test
    void whatIsWrongIsNamedByField() {
        assertThat(fields(admin.post("/tenants", "{\"slug\":\"A\",\"plan\":\"x\"}")))
                .containsExactly("slug", "name", "plan");
        assertThat(fields(admin.post("/tenants", "{\"slag\":\"a\"}"))).containsExactly("slag");
        assertThat(fields(admin.post("/tenants", "{\"slug\":{}}"))).containsExactly("slug");
        assertThat(fields(admin.post("/tenants", "nonsense"))).containsExactly("body");
        assertThat(fields(admin.post("/tenants", ""))).containsExactly("body");
        Http.Answer answer = admin.post("/tenants", "{\"slug\":1}");
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }

    @Test
    void aTakenSlugIsAConflict() {
        String body = "{\"slug\":\"%s\",\"name\":\"A\"}".formatted(slug());
        admin.expect(201, admin.post("/tenants", body));

        Http.Answer again = admin.post("/tenants", body);

        assertThat(again.status()).isEqualTo(409);
        assertThat(fields(again)).containsExactly("slug");
    }

    @Test
    void ofManyEqualRequestsAtOnceOneIsDone() throws Exception {
        String body = "{\"slug\":\"%s\",\"name\":\"A\"}".formatted(slug());
        try (ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> calls =
                    java.util.stream.IntStream.range(0, 8)
                            .<Callable<Integer>>mapToObj(
                                    i -> () -> admin.post("/tenants", body).status())
                            .toList();
            List<Integer> statuses =
                    many.invokeAll(calls).stream().map(Future::resultNow).sorted().toList();

            assertThat(statuses).containsExactly(201, 409, 409, 409, 409, 409, 409, 409);
        }
    }

    @Test
    void theSameKeyIsAcceptedInThreeHeaders() {
        JsonNode tenant = tenant();
        JsonNode user = user(tenant, "member");
        String key = keyOf(user);
        PlatformClient anonymous = client("");

        for (String header : List.of("X-API-Key", "X-Avala-Api-Key")) {
            assertThat(
                            id(
                                    anonymous
                                            .expect(200, anonymous.get("/whoami", header, key))
                                            .path("user")))
                    .isEqualTo(id(user));
        }
        assertThat(anonymous.get("/whoami", "Authorization", "bearer " + key).status())
                .isEqualTo(200);
        assertThat(anonymous.get("/whoami").status()).isEqualTo(401);
        assertThat(anonymous.get("/whoami", "X-API-Key", key + "x").status()).isEqualTo(401);
        assertThat(anonymous.get("/whoami").header("WWW-Authenticate")).isEqualTo("Bearer");
    }

    @Test
    void whoAmITellsUserTenantRoleAndPlan() {
        JsonNode tenant = tenant();
        PlatformClient member = clientOf(tenant, "member");

        JsonNode self = member.expect(200, member.get("/whoami"));
        assertThat(self.path("role").stringValue()).isEqualTo("member");
        assertThat(self.path("plan").stringValue()).isEqualTo("free");
        assertThat(id(self.path("tenants").get(0))).isEqualTo(id(tenant));

        JsonNode root = admin.expect(200, admin.get("/whoami"));
        assertThat(root.path("role").stringValue()).isEqualTo("super_admin");
        assertThat(root.path("tenants").isEmpty()).isTrue();
        assertThat(root.path("plan").isNull()).isTrue();
        JsonNode inTenant =
                admin.expect(
                        200, admin.get("/whoami", "X-Tenant", tenant.path("slug").stringValue()));
        assertThat(id(inTenant.path("tenants").get(0))).isEqualTo(id(tenant));
        assertThat(admin.get("/whoami", "X-Tenant", "nobody").status()).isEqualTo(400);
    }

    @Test
    void aSupervisorRulesTheirOwnTenantAndNoOther() {
        JsonNode own = tenant();
        JsonNode other = tenant();
        JsonNode stranger = user(other, "member");
        String strangersKey =
                id(
                        admin.expect(
                                201,
                                admin.post(
                                        "/users/" + id(stranger) + "/keys", "{\"name\":\"k\"}")));
        PlatformClient supervisor = clientOf(own, "supervisor");
        String body = "{\"email\":\"new@acme.test\",\"role\":\"supervisor\"}";

        assertThat(supervisor.post("/tenants/" + id(own) + "/users", body).status()).isEqualTo(201);
        for (Http.Answer refused :
                List.of(
                        supervisor.post("/tenants/" + id(other) + "/users", body),
                        supervisor.get("/tenants/" + id(other) + "/users"),
                        supervisor.patch("/users/" + id(stranger), "{\"role\":\"supervisor\"}"),
                        supervisor.delete("/users/" + id(stranger)),
                        supervisor.get("/users/" + id(stranger) + "/keys"),
                        supervisor.post("/users/" + id(stranger) + "/keys", "{\"name\":\"k\"}"),
                        supervisor.delete("/keys/" + strangersKey),
                        supervisor.get("/tenants/" + id(other) + "/backends"),
                        supervisor.get("/tenants/" + id(other) + "/placement"),
                        supervisor.get("/tenants/" + id(other) + "/audit"),
                        supervisor.get("/tenants/" + id(own)),
                        supervisor.get("/tenants"),
                        supervisor.get("/audit"),
                        supervisor.post(
                                "/tenants/" + id(own) + "/users",
                                "{\"email\":\"x@acme.test\",\"role\":\"super_admin\"}"))) {
            assertThat(refused.status()).as(refused.text()).isEqualTo(403);
        }
    }

    @Test
    void aUserIsChangedAndDisabled() {
        JsonNode tenant = tenant();
        JsonNode user = user(tenant, "member");
        assertThat(user.propertyNames()).containsExactly("id", "number", "email", "role");
        PlatformClient self = client(keyOf(user));
        String path = "/users/" + id(user);

        assertThat(
                        admin.expect(200, admin.patch(path, "{\"role\":\"supervisor\"}"))
                                .path("role")
                                .stringValue())
                .isEqualTo("supervisor");
        assertThat(self.expect(200, self.get("/whoami")).path("role").stringValue())
                .isEqualTo("supervisor");

        assertThat(admin.delete(path + "?files=burn").status()).isEqualTo(400);
        assertThat(admin.delete(path + "?files_to=me").status()).isEqualTo(400);
        assertThat(admin.delete(path + "?files_to=" + UUID.randomUUID()).status()).isEqualTo(400);
        assertThat(admin.delete(path + "?files=delete").status()).isEqualTo(204);
        assertThat(self.get("/whoami").status()).isEqualTo(401);
        JsonNode listed = admin.expect(200, admin.get("/tenants/" + id(tenant) + "/users"));
        assertThat(listed.path("items").get(0).path("disabled_at").isNull()).isFalse();
    }

    @Test
    void aKeyIsShownOnceListedAndRevokedAtOnce() {
        JsonNode user = user(tenant(), "member");
        PlatformClient self = client(keyOf(user));
        String keys = "/users/" + id(user) + "/keys";

        JsonNode made =
                self.expect(
                        201,
                        self.post(
                                keys, "{\"name\":\"ci\",\"expires_at\":\"2999-01-01T00:00:00Z\"}"));
        String key = made.path("key").stringValue();
        assertThat(key).matches("sw_[0-9A-Za-z]{43}");
        assertThat(made.path("expires_at").stringValue()).isEqualTo("2999-01-01T00:00:00Z");
        assertThat(self.get(keys).text()).contains(id(made)).doesNotContain(key);
        assertThat(client(key).get("/whoami").status()).isEqualTo(200);

        assertThat(self.delete("/keys/" + id(made)).status()).isEqualTo(204);

        assertThat(client(key).get("/whoami").status()).isEqualTo(401);
        assertThat(self.delete("/keys/" + id(made)).status()).isEqualTo(404);
        assertThat(fields(self.post(keys, "{\"name\":\"k\",\"expires_at\":\"soon\"}")))
                .containsExactly("expires_at");
    }

    @Test
    void aRepeatedRequestIsAnsweredAsBeforeWithoutTheSecret() {
        JsonNode user = user(tenant(), "member");
        String keys = "/users/" + id(user) + "/keys";
        String once = UUID.randomUUID().toString();

        Http.Answer first = admin.post(keys, "{\"name\":\"k\"}", "Idempotency-Key", once);
        Http.Answer second = admin.post(keys, "{\"name\":\"k\"}", "Idempotency-Key", once);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(id(second.json())).isEqualTo(id(first.json()));
        assertThat(first.json().has("key")).isTrue();
        assertThat(second.json().has("key")).isFalse();
        assertThat(second.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(admin.expect(200, admin.get(keys)).path("items").size()).isEqualTo(1);

        assertThat(admin.post(keys, "{\"name\":\"x\"}", "Idempotency-Key", once).status())
                .isEqualTo(400);
        assertThat(admin.post(keys, "{\"name\":\"k\"}", "Idempotency-Key", "a b").status())
                .isEqualTo(400);
    }

    @Test
    void aRequestThatFailedMayBeRepeatedWithItsKey() {
        String slug = slug();
        String once = UUID.randomUUID().toString();
        String body = "{\"slug\":\"%s\",\"name\":\"A\"}".formatted(slug);
        String tenant = id(admin.expect(201, admin.post("/tenants", body)));
        assertThat(admin.post("/tenants", body, "Idempotency-Key", once).status()).isEqualTo(409);
        admin.delete("/tenants/" + tenant);

        assertThat(admin.post("/tenants", body, "Idempotency-Key", once).status()).isEqualTo(201);
        Http.Answer repeated = admin.post("/tenants", body, "Idempotency-Key", once);
        assertThat(repeated.status()).isEqualTo(201);
        String path = "/tenants/" + id(repeated.json());
        String gone = UUID.randomUUID().toString();
        assertThat(admin.delete(path, "Idempotency-Key", gone).status()).isEqualTo(204);
        assertThat(admin.delete(path, "Idempotency-Key", gone).status()).isEqualTo(204);
        assertThat(admin.delete(path).status()).isEqualTo(404);
    }

    @Test
    void everyChangeLeavesOneAuditRow() {
        JsonNode tenant = tenant();
        JsonNode user = user(tenant, "supervisor");
        PlatformClient supervisor = client(keyOf(user));
        admin.patch("/tenants/" + id(tenant), "{\"name\":\"B\"}");
        admin.patch("/users/" + id(user), "{\"email\":\"b@acme.test\"}");
        supervisor.put("/tenants/" + id(tenant) + "/placement", "{\"path_prefix\":\"p\"}");

        JsonNode events =
                supervisor.expect(200, supervisor.get("/tenants/" + id(tenant) + "/audit"));

        assertThat(events.path("items").valueStream().map(e -> e.path("action").stringValue()))
                .containsExactly(
                        "placement.change",
                        "user.update",
                        "tenant.update",
                        "key.create",
                        "user.create",
                        "tenant.create");
        assertThat(admin.expect(200, admin.get("/audit?limit=1")).path("items").size())
                .isEqualTo(1);
    }

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

    @Test
    void unknownAddressesAndIdsAreNotFound() {
        assertThat(admin.get("/tenants/" + UUID.randomUUID()).status()).isEqualTo(404);
        assertThat(admin.get("/tenants/x").status()).isEqualTo(404);
        assertThat(admin.delete("/backends/" + UUID.randomUUID()).status()).isEqualTo(404);
        Http.Answer nothing =
                new Http(server, RunningServer.ADMIN_KEY).get("/api/v1/platform/nothing");
        assertThat(nothing.status()).isEqualTo(404);
        assertThat(nothing.header("Content-Type")).isEqualTo("application/problem+json");
    }
}
