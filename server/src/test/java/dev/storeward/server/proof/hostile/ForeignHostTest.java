package dev.storeward.server.proof.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.proof.server.RawHttp;
import dev.storeward.server.proof.server.RawHttp.Reply;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A public URL is set: what a request calls this server stands in no answer of any door. */
class ForeignHostTest {
    private static final String PUBLIC = "https://files.example.com";
    private static final String BASE = "/api/v1/storage";

    private static RunningServer server;
    private static Member member;
    private static Member supervisor;

    @BeforeAll
    static void start() {
        server = RunningServer.start(Map.of("STOREWARD_PUBLIC_URL", PUBLIC));
        member = server.member(1 << 20);
        supervisor = server.member(server.tenant(member), "supervisor");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static Reply sent(int status, String method, String path, String key, String body) {
        String authorization = key.isEmpty() ? "" : "Authorization: Bearer " + key + "\r\n";
        String request =
                method
                        + " "
                        + path
                        + " HTTP/1.1\r\nHost: evil.example:81\r\nX-Forwarded-Host: evil.example\r\n"
                        + "Forwarded: host=evil.example;proto=https\r\nConnection: close\r\n"
                        + authorization
                        + "Content-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n"
                        + body;
        Reply reply = RawHttp.exchange(server.url(), request.getBytes(StandardCharsets.ISO_8859_1));
        assertThat(reply.status()).as(path + " " + reply).isEqualTo(status);
        assertThat(String.join("\n", reply.head()) + reply.text())
                .as(method + " " + path)
                .doesNotContain("evil.example");
        return reply;
    }

    @Test
    void filesAndTheirLinks() {
        Reply uploaded = sent(201, "POST", BASE + "/upload?file_name=a.json", member.key(), "{}");
        String address = BASE + "/objects/" + uploaded.json().at("/data/file_path").asString();

        String listed =
                sent(200, "GET", BASE + "/files", member.key(), "")
                        .json()
                        .at("/data/items/0/presigned_url")
                        .asString();
        String asked =
                sent(200, "GET", address + "/presigned-url", member.key(), "")
                        .json()
                        .at("/data/url")
                        .asString();

        assertThat(listed).startsWith(PUBLIC + "/links/");
        assertThat(asked).startsWith(PUBLIC + "/links/");
        sent(200, "GET", address, member.key(), "");
        sent(200, "GET", asked.substring(PUBLIC.length()), "", "");
        sent(403, "GET", "/links/nothing", "", "");
        sent(200, "GET", BASE + "/buckets/shared/objects?limit=1", member.key(), "");
        sent(400, "GET", BASE + "/files?page=0", member.key(), "");
        sent(404, "GET", address + "x", member.key(), "");
    }

    @Test
    void uploadsInTwoSteps() {
        String url =
                sent(
                                201,
                                "POST",
                                "/storage/shared/files/request_upload",
                                member.key(),
                                "{\"file_name\":\"b.txt\"}")
                        .json()
                        .path("upload_url")
                        .asString();

        assertThat(url).startsWith(PUBLIC + "/uploads/");
        sent(404, "GET", "/storage/nothing", supervisor.key(), "");
        sent(401, "GET", "/storage", "", "");
    }

    @Test
    void otherDoorsAndWhatIsNoAddress() {
        String admin = RunningServer.ADMIN_KEY;
        sent(200, "GET", "/api/v1/storage-configs/?limit=1", supervisor.key(), "");
        sent(200, "GET", "/api/v1/storage-configs", supervisor.key(), "");
        sent(404, "GET", "/api/v1/storage-configs/none/", supervisor.key(), "");
        sent(200, "GET", "/api/v1/admin/storage/stats", admin, "");
        sent(400, "GET", "/api/v1/admin/storage/config/none", admin, "");
        sent(200, "GET", "/api/v1/platform/tenants", admin, "");
        sent(404, "GET", "/api/v1/platform/nothing", admin, "");
        sent(405, "DELETE", "/api/v1/platform/whoami", admin, "");
        sent(200, "GET", "/openapi.json", "", "");
        sent(200, "GET", "/docs", "", "");
        sent(404, "GET", "/docs/nothing", "", "");
        sent(404, "GET", "/nothing", "", "");
        sent(200, "GET", "/healthz", "", "");
        sent(414, "GET", "/" + "y".repeat(9_000), "", "");
    }
}
