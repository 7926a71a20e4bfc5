package dev.storeward.server.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.access.LinkGrant;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.link.LinkKeys;
import dev.storeward.core.link.Links;
import dev.storeward.server.Http;
import dev.storeward.server.OpenApi;
import dev.storeward.server.RunningServer;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The files door answers as the document says. */
class DocumentedAnswersTest {
    private static final String BASE = "/api/v1/storage";
    private static RunningServer server;
    private static OpenApi openApi;
    private static Http member;

    @BeforeAll
    static void start() {
        server = RunningServer.start();
        openApi = OpenApi.of(server);
        member = new Http(server, server.member(1 << 20).key());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Http.Answer call(int status, String method, String path) {
        Http.Answer answer = member.send(method, BASE + path, BodyPublishers.noBody());
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(status);
        assertThat(openApi.deviations(method, BASE + path, answer)).as(path).isEmpty();
        return answer;
    }

    @Test
    void everyAnswerOfTheFilesDoorIsAsDocumented() {
        Http.Answer uploaded =
                member.upload("file_name=a.txt", "hello".getBytes(StandardCharsets.UTF_8));
        assertThat(openApi.deviations("POST", BASE + "/upload", uploaded)).isEmpty();
        String name = uploaded.json().path("data").path("file_path").stringValue();

        JsonNode buckets = call(200, "GET", "/buckets").json().path("data").path("buckets");
        String bucket = buckets.get(0).path("name").stringValue();
        call(200, "GET", "/buckets/" + bucket + "/objects");
        call(200, "GET", "/buckets/" + bucket + "/objects?limit=10");
        call(200, "GET", "/files");
        call(200, "GET", "/files?page_size=1&file_category=general");
        call(200, "GET", "/objects/" + name + "/metadata");
        call(200, "GET", "/objects/" + name + "/presigned-url");
        call(200, "GET", "/usage?recalculate=true");
        call(200, "GET", "/quota");
        call(200, "DELETE", "/objects/" + name);
        call(404, "GET", "/objects/" + name + "/metadata");
        call(403, "GET", "/objects/organizations/0/files/0/x/metadata");
        call(400, "GET", "/files?page=0");
    }

    private static Http.Answer link(int status, String method, String path) {
        Http.Answer answer = new Http(server, "").send(method, path, BodyPublishers.noBody());
        assertThat(answer.status()).as(path + " " + answer.text()).isEqualTo(status);
        assertThat(openApi.deviations(method, path, answer)).as(path).isEmpty();
        return answer;
    }

    @Test
    void linksAnswerInTheFormOfTheFilesDoor() {
        Http.Answer uploaded = member.upload("file_name=linked.bin", new byte[] {0, 1, 2});
        String name = uploaded.json().at("/data/file_path").stringValue();
        String url =
                call(200, "GET", "/objects/" + name + "/presigned-url?expires_seconds=60")
                        .json()
                        .at("/data/url")
                        .stringValue();
        String path = url.substring(url.indexOf("/links/"));

        assertThat(link(200, "GET", path).body()).containsExactly(0, 1, 2);
        assertThat(link(200, "HEAD", path).header("Content-Length")).isEqualTo("3");
        assertThat(link(200, "GET", path + "?fbclid=added-by-a-chat").body())
                .containsExactly(0, 1, 2);
        for (String bad :
                List.of("/links/nothing", path.substring(0, path.length() - 4) + "AAAA")) {
            Http.Answer invalid = link(403, "GET", bad);
            assertThat(invalid.json().at("/error/code").stringValue()).isEqualTo("FORBIDDEN");
            assertThat(invalid.json().at("/error/message").stringValue())
                    .isEqualTo("This link is not valid. Ask for a new one.");
            link(403, "HEAD", bad);
        }
        call(200, "DELETE", "/objects/" + name);
        Http.Answer gone = link(404, "GET", path);
        assertThat(gone.json().at("/error/code").stringValue()).isEqualTo("NOT_FOUND");
    }

    @Test
    void aLinkThatHasExpiredIsForbiddenInTheFormOfTheFilesDoor() {
        String name =
                member.upload("file_name=late.bin", new byte[] {0})
                        .json()
                        .at("/data/file_path")
                        .stringValue();
        Instant aWhileAgo = Instant.now().minusSeconds(61);
        Links before =
                new Links(
                        server.service(LinkKeys.class),
                        server.service(Files.class),
                        () -> aWhileAgo);
        record Ids(UUID tenant, UUID file) {}
        Ids ids =
                server.tx()
                        .forSystem()
                        .statement(sql ->
                                sql.one(
                                        "SELECT id, tenant_id FROM file WHERE address = ?",
                                        row -> new Ids(row.uuid("tenant_id"), row.uuid("id")),
                                        name));
        StoredFile file =
                server.service(Files.class)
                        .readableByLink(ids.tenant(), ids.file(), LinkGrant.OF_USER)
                        .file();

        String path = "/links/" + before.sign(server.admin(), file, Duration.ofSeconds(60)).token();

        Http.Answer expired = link(403, "GET", path);
        assertThat(expired.json().at("/error/code").stringValue()).isEqualTo("FORBIDDEN");
        assertThat(expired.json().at("/error/message").stringValue())
                .isEqualTo("This link has expired. Ask for a new one.");
        link(403, "HEAD", path);
    }

    @Test
    void aFullQuotaAndAMissingKeyAreDocumentedToo() {
        Http.Answer full = member.upload("file_name=b.bin", new byte[(1 << 20) + 1]);
        assertThat(full.status()).isEqualTo(413);
        assertThat(openApi.deviations("POST", BASE + "/upload", full)).isEmpty();

        Http.Answer nobody = new Http(server, "").get(BASE + "/quota");
        assertThat(nobody.status()).isEqualTo(401);
        assertThat(openApi.deviations("GET", BASE + "/quota", nobody)).isEmpty();
    }

    @Test
    void theServersOwnAddressesAreDocumentedToo() {
        for (String path : List.of("/healthz", "/readyz", "/metrics")) {
            Http.Answer answer = new Http(server, "").get(path);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(openApi.deviations("GET", path, answer)).isEmpty();
        }
    }

    @Test
    void aDeviationIsNoticed() {
        assertThat(deviations("{\"success\":true,\"message\":\"m\"}"))
                .containsExactly("$.data is missing");
        assertThat(
                        deviations(
                                "{\"success\":true,\"message\":\"m\",\"more\":1,\"data\":"
                                        + "{\"limit_bytes\":\"1\",\"limit_mb\":0.5,\"limit_gb\":1}}"))
                .containsExactly(
                        "$.more is not in the document",
                        "$.data.limit_bytes is \"1\", not [integer]");
    }

    private static List<String> deviations(String json) {
        HttpHeaders headers =
                HttpHeaders.of(
                        Map.of("Content-Type", List.of("application/json")), (name, value) -> true);
        return openApi.deviations(
                "GET",
                BASE + "/quota",
                new Http.Answer(200, headers, json.getBytes(StandardCharsets.UTF_8)));
    }
}
