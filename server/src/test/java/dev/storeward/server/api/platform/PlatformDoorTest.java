package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What holds for every request to the platform door. */
class PlatformDoorTest extends PlatformFixture {
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
