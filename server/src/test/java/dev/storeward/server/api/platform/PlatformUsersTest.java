package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Users and their keys by the platform door, and who rules whom. */
class PlatformUsersTest extends PlatformFixture {
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
        // Another tenant's cannot be told from what nobody has.
        for (Http.Answer refused :
                List.of(
                        supervisor.patch("/users/" + id(stranger), "{\"role\":\"supervisor\"}"),
                        supervisor.delete("/users/" + id(stranger)),
                        supervisor.get("/users/" + id(stranger) + "/keys"),
                        supervisor.post("/users/" + id(stranger) + "/keys", "{\"name\":\"k\"}"),
                        supervisor.delete("/keys/" + strangersKey))) {
            assertThat(refused.status()).as(refused.text()).isEqualTo(404);
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
    void aDemotedUserGetsNoAnswerOfTheirFormerRole() {
        JsonNode tenant = tenant();
        JsonNode user = user(tenant, "supervisor");
        PlatformClient self = client(keyOf(user));
        String users = "/tenants/" + id(tenant) + "/users";
        String body = "{\"email\":\"made@acme.test\",\"role\":\"supervisor\"}";
        self.expect(201, self.post(users, body, "Idempotency-Key", "again"));
        self.expect(201, self.post(users, body, "Idempotency-Key", "again"));

        admin.expect(200, admin.patch("/users/" + id(user), "{\"role\":\"member\"}"));

        Http.Answer refused = self.post(users, body, "Idempotency-Key", "again");
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused.text()).doesNotContain("made@acme.test");
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
}
