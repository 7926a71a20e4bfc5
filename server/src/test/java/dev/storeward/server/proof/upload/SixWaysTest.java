package dev.storeward.server.proof.upload;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.SharedServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import tools.jackson.databind.JsonNode;

/**
 * A file that came through any of the six ways is read alike through every door, before and after
 * it has moved to another bucket.
 */
@ExtendWith(SharedServer.class)
class SixWaysTest {
    private static final String PLATFORM = "/api/v1/platform";
    private static final String FILES = "/api/v1/storage";
    private static final int PART = 5 << 20;
    private static final int SIZE = PART + 12_345;
    private static final String PLACE = "first";

    private final RunningServer server = SharedServer.with(Map.of());
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final Http files = user.http();
    private final Http admin = new Http(server, RunningServer.ADMIN_KEY);
    private final String tenant = PLATFORM + "/tenants/" + user.member().tenantId();
    private final byte[] content = content();

    private static byte[] content() {
        byte[] content = new byte[SIZE];
        new Random(6).nextBytes(content);
        return content;
    }

    private static JsonNode expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    @Test
    void whatCameInAnyWayIsReadInEveryWayAndMoves() {
        String first = backend(PLACE);
        expect(
                200,
                admin.send(
                        "PUT",
                        tenant + "/placement",
                        BodyPublishers.ofString("{\"default_backend_id\":\"" + first + "\"}"),
                        "Content-Type",
                        "application/json"));
        String second = backend("second");

        List<String> addresses =
                List.of(raw(), form(), inTwoSteps(), object(), objectInParts(), resumable());
        assertThat(addresses).doesNotHaveDuplicates();
        addresses.forEach(this::assertReadInEveryWay);
        assertListed(addresses);

        JsonNode migration =
                expect(
                        201,
                        admin.postJson(
                                tenant + "/migrations",
                                "{\"source_backend_id\":\"%s\",\"target_backend_id\":\"%s\"}"
                                        .formatted(first, second)));
        JsonNode ended = ended(migration.path("id").stringValue());
        assertThat(ended.path("status").stringValue()).as(ended.toString()).isEqualTo("completed");
        assertThat(ended.path("migrated_files").longValue()).isEqualTo(addresses.size());
        assertThat(ended.path("failed_files").longValue()).isZero();

        addresses.forEach(this::assertReadInEveryWay);
        assertListed(addresses);
        assertThat(user.charged()).isEqualTo((long) SIZE * addresses.size());
        addresses.forEach(address -> expect(200, files.delete(FILES + "/objects/" + address)));
        assertThat(user.charged()).isZero();
    }

    private String backend(String name) {
        S3Server bucket = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
        return expect(
                        201,
                        admin.postJson(
                                tenant + "/backends",
                                """
                                {"name":"%s","connector":"s3","settings":{"endpoint":"%s","region":"%s","bucket":"%s",
                                 "path_style":true,"access_key":"%s","secret_key":"%s","prefix":"%s-%s"}}
                                """
                                        .formatted(
                                                name,
                                                bucket.endpoint(),
                                                bucket.region(),
                                                bucket.bucket(),
                                                bucket.accessKey(),
                                                bucket.secretKey(),
                                                user.member().slug(),
                                                name)))
                .path("id")
                .stringValue();
    }

    private String raw() {
        return address(files.upload("file_name=raw.bin", content));
    }

    private String form() {
        return address(files.uploadForm(List.of(Http.Part.file("form.bin", content))));
    }

    private static String address(Answer uploaded) {
        return expect(201, uploaded).at("/data/file_path").stringValue();
    }

    private String inTwoSteps() {
        JsonNode begun =
                expect(
                        201,
                        files.postJson(
                                "/storage/" + PLACE + "/files/request_upload",
                                "{\"file_name\":\"steps.bin\"}"));
        String id = begun.path("upload_id").stringValue();
        expect(
                200,
                new Http(server, "")
                        .send(
                                "PUT",
                                begun.path("upload_url").stringValue(),
                                BodyPublishers.ofByteArray(content)));
        String url =
                expect(200, files.get("/storage/" + PLACE + "/files/" + id + "/request_download"))
                        .path("download_url")
                        .stringValue();
        assertThat(new Http(server, "").get(url).body()).isEqualTo(content);
        return listed().stream()
                .filter(address -> address.contains("steps"))
                .findFirst()
                .orElseThrow();
    }

    private String object() {
        s3.putObject(
                put -> put.bucket(user.whole()).key("object.bin"), RequestBody.fromBytes(content));
        return user.member().folder() + "object.bin";
    }

    private String objectInParts() {
        String key = "parts.bin";
        String id =
                s3.createMultipartUpload(create -> create.bucket(user.whole()).key(key)).uploadId();
        List<CompletedPart> parts = new ArrayList<>();
        for (int from = 0; from < SIZE; from += PART) {
            byte[] part = Arrays.copyOfRange(content, from, Math.min(SIZE, from + PART));
            int number = parts.size() + 1;
            String etag =
                    s3.uploadPart(
                                    up ->
                                            up.bucket(user.whole())
                                                    .key(key)
                                                    .uploadId(id)
                                                    .partNumber(number),
                                    RequestBody.fromBytes(part))
                            .eTag();
            parts.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
        }
        s3.completeMultipartUpload(complete ->
                complete.bucket(user.whole())
                        .key(key)
                        .uploadId(id)
                        .multipartUpload(all -> all.parts(parts)));
        return user.member().folder() + key;
    }

    private String resumable() {
        String[] version = {"Tus-Resumable", "1.0.0"};
        Answer begun =
                files.send(
                        "POST",
                        FILES + "/resumable",
                        BodyPublishers.noBody(),
                        version[0],
                        version[1],
                        "Upload-Length",
                        String.valueOf(SIZE),
                        "Upload-Metadata",
                        "filename cmVzdW1lZC5iaW4=");
        assertThat(begun.status()).as(begun.text()).isEqualTo(201);
        Answer last = begun;
        for (int from = 0; from < SIZE; from += PART) {
            last =
                    files.send(
                            "PATCH",
                            begun.header("Location"),
                            BodyPublishers.ofByteArray(
                                    Arrays.copyOfRange(content, from, Math.min(SIZE, from + PART))),
                            version[0],
                            version[1],
                            "Content-Type",
                            "application/offset+octet-stream",
                            "Upload-Offset",
                            String.valueOf(from));
            assertThat(last.status()).as(last.text()).isEqualTo(204);
        }
        return last.header("Storeward-Object-Name");
    }

    /** Addresses of the files door's listing. */
    private List<String> listed() {
        return expect(200, files.get(FILES + "/files?page_size=100"))
                .at("/data/items")
                .valueStream()
                .map(item -> item.path("object_name").stringValue())
                .toList();
    }

    private void assertListed(List<String> addresses) {
        assertThat(listed()).containsExactlyInAnyOrderElementsOf(addresses);
        assertThat(s3.listObjectsV2(list -> list.bucket(user.whole())).contents())
                .allMatch(object -> object.size() == SIZE)
                .extracting(object -> user.member().folder() + object.key())
                .containsExactlyInAnyOrderElementsOf(addresses);
    }

    private void assertReadInEveryWay(String address) {
        String path = FILES + "/objects/" + address;
        assertThat(files.get(path).body()).as(address).isEqualTo(content);
        Answer middle = files.get(path, "Range", "bytes=" + (PART - 100) + "-" + (PART + 99));
        assertThat(middle.status()).as(address).isEqualTo(206);
        byte[] piece = Arrays.copyOfRange(content, PART - 100, PART + 100);
        assertThat(middle.body()).as(address).isEqualTo(piece);

        String key = address.substring(user.member().folder().length());
        assertThat(s3.getObjectAsBytes(get -> get.bucket(user.whole()).key(key)).asByteArray())
                .as(address)
                .isEqualTo(content);
        assertThat(
                        s3.getObjectAsBytes(get ->
                                        get.bucket(user.whole())
                                                .key(key)
                                                .range("bytes=" + (PART - 100) + "-" + (PART + 99)))
                                .asByteArray())
                .as(address)
                .isEqualTo(piece);

        String link = expect(200, files.get(path + "/presigned-url")).at("/data/url").stringValue();
        assertThat(new Http(server, "").get(link).body()).as(address).isEqualTo(content);
    }

    private JsonNode ended(String migration) {
        return Awaitility.await()
                .atMost(Duration.ofSeconds(60))
                .until(
                        () -> expect(200, admin.get(PLATFORM + "/migrations/" + migration)),
                        now ->
                                !List.of("pending", "in_progress")
                                        .contains(now.path("status").stringValue()));
    }
}
