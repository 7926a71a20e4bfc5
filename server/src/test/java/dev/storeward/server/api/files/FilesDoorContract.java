package dev.storeward.server.api.files;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.Http.Part;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** The files door, every row of it, on whatever store a subclass starts the server with. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FilesDoorContract {
    private static final String BASE = "/api/v1/storage";
    private static final long MIB = 1 << 20;

    private RunningServer server;
    private Member member;
    private Http http;

    /** Starts the server on the store under test. */
    abstract RunningServer start();

    @BeforeAll
    final void startServer() {
        server = start();
    }

    @AfterAll
    final void stopServer() {
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    final void newMember() {
        member = server.member(100 * MIB);
        http = new Http(server, member.key());
    }

    @Test
    void uploadsAndDownloadsSmallAndLargeFiles() throws Exception {
        for (int size : List.of(0, 1, 10_240, 65_496, 262_144, 262_145, 9_000_000, 20_000_000)) {
            byte[] bytes = random(size);
            Answer uploaded = http.upload("file_name=data.bin", bytes);
            assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
            JsonNode data = uploaded.json().get("data");
            assertThat(data.propertyNames())
                    .containsExactlyInAnyOrder(
                            "file_path",
                            "file_name",
                            "unique_file_name",
                            "size",
                            "content_type",
                            "s3_uri",
                            "storage_file_id");
            assertThat(data.get("size").asLong()).isEqualTo(size);
            assertThat(data.get("file_path").asString()).startsWith(member.folder());
            Answer downloaded = http.get(BASE + "/objects/" + data.get("file_path").asString());
            assertThat(downloaded.status()).isEqualTo(200);
            assertThat(downloaded.body()).isEqualTo(bytes);
            assertThat(downloaded.header("ETag")).isEqualTo("\"" + sha256(bytes) + "\"");
            assertThat(downloaded.header("Content-Length")).isEqualTo(String.valueOf(size));
        }
    }

    @Test
    void uploadsAMultipartFormAndServesRanges() throws Exception {
        byte[] bytes = random(300_000);
        Answer uploaded =
                http.uploadForm(
                        List.of(
                                Part.field("path", "reports/2024"),
                                Part.field("file_category", "general"),
                                Part.file("quarterly report.csv", bytes)));
        assertThat(uploaded.status()).as(uploaded.text()).isEqualTo(201);
        String name = uploaded.json().get("data").get("file_path").asString();
        assertThat(name)
                .startsWith(member.folder() + "reports/2024/quarterly_report_")
                .endsWith(".csv");
        String path = BASE + "/objects/" + name.replace(" ", "%20");
        Answer range = http.get(path, "Range", "bytes=65000-140000");
        assertThat(range.status()).isEqualTo(206);
        assertThat(range.header("Content-Range")).isEqualTo("bytes 65000-140000/300000");
        assertThat(range.body()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 65_000, 140_001));
        Answer tail = http.get(path, "Range", "bytes=-10");
        assertThat(tail.body()).isEqualTo(java.util.Arrays.copyOfRange(bytes, 299_990, 300_000));
        assertThat(http.get(path, "Range", "bytes=300000-").status()).isEqualTo(416);
        assertThat(http.get(path, "If-None-Match", range.header("ETag")).status()).isEqualTo(304);
        assertThat(http.get(path, "If-Match", "\"other\"").status()).isEqualTo(412);
        assertThat(http.head(path).header("Content-Length")).isEqualTo("300000");
    }

    @Test
    void listsDeletesAndCounts() {
        String first = upload("a.txt", "first".getBytes(StandardCharsets.UTF_8));
        String second = upload("b.txt", "second!".getBytes(StandardCharsets.UTF_8));
        JsonNode list = http.get(BASE + "/files").json().get("data");
        assertThat(list.get("items").values().stream().map(i -> i.get("object_name").asString()))
                .containsExactly(second, first);
        assertThat(list.get("pagination").get("total_count").asLong()).isEqualTo(2);
        JsonNode usage = http.get(BASE + "/usage").json().get("data");
        assertThat(usage.get("used_bytes").asLong()).isEqualTo(12);
        assertThat(usage.get("file_count").asLong()).isEqualTo(2);
        Answer deleted = http.delete(BASE + "/objects/" + first);
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(deleted.json().get("data").get("object_name").asString()).isEqualTo(first);
        assertThat(http.get(BASE + "/objects/" + first).status()).isEqualTo(404);
        assertThat(http.delete(BASE + "/objects/" + first).status()).isEqualTo(404);
        assertThat(http.get(BASE + "/usage").json().get("data").get("used_bytes").asLong())
                .isEqualTo(7);
    }

    @Test
    void sharesAFileByASignedLink() {
        String name = upload("shared.txt", "for you".getBytes(StandardCharsets.UTF_8));
        JsonNode link =
                http.get(BASE + "/objects/" + name + "/presigned-url?expires_seconds=60")
                        .json()
                        .get("data");
        assertThat(link.get("expires_in_seconds").asLong()).isEqualTo(60);
        Http anyone = new Http(server, "");
        Answer opened = anyone.get(link.get("url").asString());
        assertThat(opened.status()).isEqualTo(200);
        assertThat(opened.text()).isEqualTo("for you");
        assertThat(opened.header("Content-Disposition"))
                .startsWith("attachment; filename=\"shared.txt\"");
        assertThat(opened.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(opened.header("Content-Security-Policy")).startsWith("sandbox");
        assertThat(anyone.get(link.get("url").asString(), "Range", "bytes=4-").text())
                .isEqualTo("you");
        http.delete(BASE + "/objects/" + name);
        assertThat(anyone.get(link.get("url").asString()).status()).isEqualTo(404);
    }

    @Test
    void listsBucketsAndTheirObjects() {
        String name = upload("in-bucket.txt", new byte[] {1, 2, 3});
        JsonNode buckets = http.get(BASE + "/buckets").json().get("data").get("buckets");
        assertThat(buckets.get(0).get("name").asString()).isEqualTo("shared");
        JsonNode objects = http.get(BASE + "/buckets/shared/objects").json().get("data");
        assertThat(objects.get("user_folder").asString()).isEqualTo(member.folder());
        assertThat(objects.get("objects").get(0).get("name").asString()).isEqualTo(name);
        assertThat(http.get(BASE + "/buckets/shared/objects?prefix=organizations/999/").status())
                .isEqualTo(403);
        assertThat(http.get(BASE + "/buckets/nowhere/objects").status()).isEqualTo(404);
    }

    @Test
    void refusesWhatDoesNotFitTheQuota() {
        Member small = server.member(1000);
        Http client = new Http(server, small.key());
        assertThat(client.upload("file_name=a", new byte[600]).status()).isEqualTo(201);
        Answer refused = client.upload("file_name=b", new byte[401]);
        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.json().get("error").get("code").asString())
                .isEqualTo("REQUEST_ENTITY_TOO_LARGE");
        assertThat(client.upload("file_name=c", new byte[400]).status()).isEqualTo(201);
        assertThat(client.get(BASE + "/usage").json().get("data").get("remaining_bytes").asLong())
                .isZero();
    }

    String upload(String fileName, byte[] bytes) {
        Answer answer = http.uploadForm(List.of(Part.file(fileName, bytes)));
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
        return answer.json().get("data").get("file_path").asString().replace(" ", "%20");
    }

    static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    static String sha256(byte[] bytes) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }
}
