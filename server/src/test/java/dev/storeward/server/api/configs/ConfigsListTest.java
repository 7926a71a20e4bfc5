package dev.storeward.server.api.configs;

import static dev.storeward.server.api.configs.ConfigsClient.expect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.testkit.server.S3Server;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a list of configs holds, and how it goes on. */
class ConfigsListTest extends ConfigsFixture {
    @Test
    void aListGoesOnAtItsUrlsInBothDirections() throws Exception {
        S3Server bucket = newBucket();
        for (String name : List.of("A", "B", "C", "D", "E")) {
            expect(
                    201,
                    sue.post("/", request(name, bucket).put("s3_bucket_prefix", name).toString()));
        }

        String first = "/?limit=2&organization=" + member.slug();
        JsonNode page = expect(200, ann.get(first));
        assertThat(names(page)).containsExactly("E", "D");
        assertThat(page.path("previous").isNull()).isTrue();
        assertThat(page.path("next").stringValue())
                .startsWith(server.url() + "/api/v1/storage-configs/?cursor=")
                .endsWith("&limit=2&organization=" + member.slug());
        JsonNode second = expect(200, ann.follow(server, page.path("next")));
        assertThat(names(second)).containsExactly("C", "B");
        JsonNode third = expect(200, ann.follow(server, second.path("next")));
        assertThat(names(third)).containsExactly("A");
        assertThat(third.path("next").isNull()).isTrue();

        JsonNode back = expect(200, ann.follow(server, third.path("previous")));
        assertThat(back).isEqualTo(second);
        assertThat(expect(200, ann.follow(server, back.path("previous")))).isEqualTo(page);
        assertThat(expect(200, ann.get("/?limit=5")).path("next").isNull()).isTrue();
        assertThat(expect(200, ann.get("/?limit=4")).path("next").stringValue())
                .doesNotContain("organization");

        String cursor = page.path("next").stringValue().replaceAll(".*cursor=([^&]*)&.*", "$1");
        ConfigsClient stranger = client(server.member(1 << 20).key());
        List<Http.Answer> refused = new ArrayList<>();
        refused.add(stranger.get("/?cursor=" + cursor));
        for (String wrong :
                List.of("x", "%20", cursor + "AA", cursor.substring(1), "_".repeat(31))) {
            refused.add(ann.get("/?cursor=" + wrong));
        }
        for (Http.Answer answer : refused) {
            assertThat(expect(400, answer).propertyNames()).containsExactly("cursor");
            assertThat(answer.json().path("cursor").get(0).stringValue())
                    .startsWith("Not a cursor of this list");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "101", "-1", "ten", "1.5", "99999999999999999999"})
    void aLimitIsFromOneToAHundred(String limit) {
        JsonNode errors = expect(400, ann.get("/?limit=" + limit));
        assertThat(errors).hasToString("{\"limit\":[\"Must be a whole number from 1 to 100.\"]}");
    }

    @Test
    void whatOtherDoorsRegisteredIsListedToo() throws Exception {
        S3Server bucket = newBucket();
        Http platform = new Http(server, supervisor.key());
        ObjectNode settings = JSON.createObjectNode();
        bucket.settings().forEach(settings::put);
        ObjectNode asked = JSON.createObjectNode().put("name", "docs.v1").put("connector", "s3");
        asked.set("settings", settings);
        String tenant = "/api/v1/platform/tenants/" + member.tenantId() + "/backends";
        assertThat(platform.postJson(tenant, asked.toString()).status()).isEqualTo(201);
        ObjectNode folder =
                JSON.createObjectNode().put("name", "folder").put("connector", "filesystem");
        folder.putObject("settings")
                .put("path", server.data().resolve("objects/" + member.slug()).toString());
        Http.Answer local =
                new Http(server, RunningServer.ADMIN_KEY).postJson(tenant, folder.toString());
        assertThat(local.status()).as(local.text()).isEqualTo(201);

        JsonNode list = expect(200, ann.get("/"));
        assertThat(names(list)).containsExactly("folder", "docs.v1");
        JsonNode first = list.path("results").get(0);
        assertThat(first.path("provider").stringValue()).isEqualTo("filesystem");
        assertThat(first.path("s3_bucket_name").isNull()).isTrue();
        assertThat(first.path("s3_auth_method").isNull()).isTrue();
        assertThat(list.toString()).doesNotContain(server.data().toString());
        JsonNode second = list.path("results").get(1);
        assertThat(second.path("provider").stringValue()).isEqualTo("s3_compatible");
        assertThat(second.path("s3_bucket_name").stringValue()).isEqualTo(bucket.bucket());
        assertThat(sue.post("/" + uid(first) + "/test/", "").text())
                .isEqualTo("{\"verified\":true}");

        assertThat(
                        platform.delete("/api/v1/platform/backends/" + uid(second) + "?retire=true")
                                .status())
                .isEqualTo(204);
        assertThat(names(expect(200, ann.get("/")))).containsExactly("folder", "docs.v1");
        for (JsonNode config : List.of(first, second)) {
            assertThat(sue.delete("/" + uid(config) + "/").status()).isEqualTo(204);
            assertThat(credentials(uid(config))).isZero();
        }
    }
}
