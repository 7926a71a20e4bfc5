package dev.storeward.server.api.platform;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Tenants by the platform door. */
class PlatformTenantsTest extends PlatformFixture {
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
}
