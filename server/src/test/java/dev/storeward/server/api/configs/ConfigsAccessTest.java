package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.testkit.server.S3Server;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Who may do what with the configs of an organization. */
class ConfigsAccessTest extends ConfigsFixture {
    @Test
    void withoutAValidKeyNothingIsAnswered() {
        for (String key : List.of("", "sw_unknown_0123456789-0123456789")) {
            ConfigsClient nobody = client(key);
            for (Http.Answer answer :
                    List.of(
                            nobody.get("/"),
                            nobody.post("/", "{}"),
                            nobody.get("/setup-info/"),
                            nobody.get("/" + UUID.randomUUID() + "/"),
                            nobody.delete("/" + UUID.randomUUID() + "/"),
                            nobody.post("/" + UUID.randomUUID() + "/test/", ""))) {
                assertThat(answer.status()).isEqualTo(401);
                assertThat(answer.text()).isEqualTo("{\"detail\":\"Invalid API key.\"}");
            }
        }
    }

    @Test
    void anotherOrganizationsConfigIsForbiddenAndAnUnknownOneNotFound() throws Exception {
        String path = "/" + uid(created("Ours", newBucket())) + "/";
        Member strange = server.member(1 << 20);
        ConfigsClient stranger = client(server.member(server.tenant(strange), "supervisor").key());

        for (Http.Answer answer :
                List.of(
                        stranger.get(path),
                        stranger.delete(path),
                        stranger.post(path + "test/", ""),
                        stranger.get("/?organization=" + member.slug()),
                        stranger.get("/?organization=nobody"),
                        stranger.post("/?organization=" + member.slug(), "{}"),
                        stranger.get("/setup-info/?organization=" + member.slug()))) {
            assertThat(answer.status()).as(answer.text()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo(FORBIDDEN);
        }
        assertThat(expect(200, stranger.get("/")).path("results")).isEmpty();

        for (String unknown : List.of(UUID.randomUUID().toString(), "x", "1-1-1-1-1", "%00x")) {
            for (Http.Answer answer :
                    List.of(
                            sue.get("/" + unknown + "/"),
                            sue.delete("/" + unknown + "/"),
                            sue.post("/" + unknown + "/test/", ""))) {
                if (!unknown.startsWith("%")) {
                    assertThat(answer.status()).as(unknown).isEqualTo(404);
                    assertThat(answer.text()).isEqualTo(NOT_FOUND);
                }
            }
        }
        assertThat(sue.get("/" + "0".repeat(3000) + "/").status()).isEqualTo(404);
    }

    @Test
    void membersListAndGetAndSupervisorsDoTheRest() throws Exception {
        S3Server bucket = newBucket();
        JsonNode made = created("Ours", bucket);
        String path = "/" + uid(made) + "/";

        assertThat(expect(200, ann.get(path))).isEqualTo(made);
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Ours");
        for (Http.Answer answer :
                List.of(
                        ann.post("/", request("Mine", bucket).toString()),
                        ann.post("/", "{}"),
                        ann.delete(path),
                        ann.post(path + "test/", ""),
                        ann.get("/setup-info/"))) {
            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).isEqualTo(FORBIDDEN);
        }
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Ours");
    }

    @Test
    void aSuperAdminNamesTheOrganization() throws Exception {
        S3Server bucket = newBucket();
        ConfigsClient admin = client(RunningServer.ADMIN_KEY);
        String organization = "?organization=" + member.slug();

        for (Http.Answer answer :
                List.of(
                        admin.get("/"),
                        admin.post("/", request("x", bucket).toString()),
                        admin.get("/setup-info/"),
                        admin.get("/" + UUID.randomUUID() + "/"))) {
            assertThat(expect(400, answer)).hasToString("{\"organization\":" + REQUIRED + "}");
        }
        assertThat(expect(400, admin.get("/?organization=nobody")))
                .hasToString("{\"organization\":[\"There is no organization with this slug.\"]}");
        Member other = server.member(1 << 20);
        assertThat(
                        expect(400, admin.get("/" + organization, "X-Tenant", other.slug()))
                                .propertyNames())
                .containsExactly("organization");

        JsonNode made =
                expect(201, admin.post("/" + organization, request("Made", bucket).toString()));
        expect(
                201,
                admin.post("/", request("Too", newBucket()).toString(), "X-Tenant", member.slug()));
        assertThat(names(expect(200, ann.get("/")))).containsExactly("Too", "Made");
        assertThat(expect(200, admin.get("/" + uid(made) + "/" + organization))).isEqualTo(made);
        JsonNode page = expect(200, admin.get("/?limit=1", "X-Tenant", member.slug()));
        assertThat(names(expect(200, admin.follow(server, page.path("next")))))
                .containsExactly("Made");
        assertThat(admin.get("/" + uid(made) + "/?organization=" + other.slug()).text())
                .isEqualTo(FORBIDDEN);
    }
}
