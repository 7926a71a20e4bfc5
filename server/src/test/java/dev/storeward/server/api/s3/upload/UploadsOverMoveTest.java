package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.SharedServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.Books;
import dev.storeward.server.proof.server.StoreView;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.JsonNode;

/** A tenant is moved from bucket to bucket while eight of its uploads in parts are open. */
@ExtendWith(SharedServer.class)
class UploadsOverMoveTest {
    private static final String PLATFORM = "/api/v1/platform";

    /** Bytes a second: lets the move go on for as long as the test wants it to. */
    private static final String SLOWLY = "10000";

    private static final String UNLIMITED = "null";

    private final RunningServer server = SharedServer.with(Map.of());
    private final S3Server bucket = S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY);
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final Http admin = new Http(server, RunningServer.ADMIN_KEY);
    private final String tenant = PLATFORM + "/tenants/" + user.member().tenantId();

    private static JsonNode expect(int status, Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(status);
        return answer.json();
    }

    private String prefix(String name) {
        return user.member().slug() + "-" + name;
    }

    private String backend(String name) {
        return expect(
                        201,
                        admin.postJson(
                                tenant + "/backends",
                                """
                                {"name":"%s","connector":"s3","settings":{"endpoint":"%s","region":"%s","bucket":"%s",
                                 "path_style":true,"access_key":"%s","secret_key":"%s","prefix":"%s"}}
                                """
                                        .formatted(
                                                name,
                                                bucket.endpoint(),
                                                bucket.region(),
                                                bucket.bucket(),
                                                bucket.accessKey(),
                                                bucket.secretKey(),
                                                prefix(name))))
                .path("id")
                .stringValue();
    }

    /** What lies at a backend, past the server. */
    private StoreView view(String name) {
        return StoreView.ofBucket(
                bucket, Map.of("STOREWARD_SHARED_URL", "s3://bucket/" + prefix(name)));
    }

    private String changed(String method, String path, String body) {
        Answer answer =
                admin.send(
                        method,
                        path,
                        BodyPublishers.ofString(body),
                        "Content-Type",
                        "application/json");
        assertThat(answer.status()).as(answer.text()).isBetween(200, 201);
        return answer.json().path("id").asString("");
    }

    private String move(String from, String to, String bandwidth) {
        return changed(
                "POST",
                tenant + "/migrations",
                "{\"source_backend_id\":\"%s\",\"target_backend_id\":\"%s\",\"bandwidth_bytes_per_second\":%s}"
                        .formatted(from, to, bandwidth));
    }

    private JsonNode migration(String id) {
        return expect(200, admin.get(PLATFORM + "/migrations/" + id));
    }

    private JsonNode ended(String id) {
        JsonNode ended =
                Awaitility.await()
                        .atMost(Duration.ofSeconds(90))
                        .until(
                                () -> migration(id),
                                now ->
                                        !List.of("pending", "in_progress")
                                                .contains(now.path("status").stringValue()));
        assertThat(ended.path("status").stringValue()).as(ended.toString()).isEqualTo("completed");
        assertThat(ended.path("failed_files").longValue()).as(ended.toString()).isZero();
        return ended;
    }

    /** The content of an upload, which tells it from the others. */
    private static byte[] content(int upload) {
        byte[] content = bytes(LEAST + 100 + upload);
        content[0] = (byte) upload;
        return content;
    }

    private static byte[] first(int upload) {
        return Arrays.copyOf(content(upload), LEAST);
    }

    private static byte[] last(int upload) {
        return Arrays.copyOfRange(content(upload), LEAST, content(upload).length);
    }

    private void assertRead(List<PartedUpload> uploads, int from, int to) {
        for (int i = from; i < to; i++) {
            String key = uploads.get(i).key;
            assertThat(s3.getObjectAsBytes(get -> get.bucket(user.whole()).key(key)).asByteArray())
                    .as(key)
                    .isEqualTo(content(i));
        }
    }

    @Test
    void eightOpenUploadsAreNeitherLostNorInTheWay() {
        String source = backend("source");
        String target = backend("target");
        changed("PUT", tenant + "/placement", "{\"default_backend_id\":\"" + source + "\"}");
        s3.putObject(
                put -> put.bucket(user.whole()).key("there.bin"),
                RequestBody.fromBytes(bytes(1_000_000)));
        List<PartedUpload> uploads =
                IntStream.range(0, 8)
                        .mapToObj(i ->
                                PartedUpload.begin(s3, user.whole(), i + ".bin").part(1, first(i)))
                        .toList();

        String first = move(source, target, SLOWLY);
        for (int i = 0; i < 4; i++) {
            uploads.get(i).part(2, last(i)).complete();
        }
        assertThat(migration(first).path("status").stringValue())
                .as("while four are completed")
                .isIn("pending", "in_progress");
        assertRead(uploads, 0, 4);
        changed(
                "PATCH",
                PLATFORM + "/migrations/" + first,
                "{\"bandwidth_bytes_per_second\":" + UNLIMITED + "}");
        JsonNode moved = ended(first);

        assertThat(moved.path("migrated_files").longValue()).isEqualTo(5);
        assertRead(uploads, 0, 4);
        for (int i = 4; i < 7; i++) {
            uploads.get(i).part(2, last(i)).complete();
        }
        uploads.get(7).abort();
        assertThat(refusal(() -> uploads.get(7).part(2, last(7)))).isEqualTo("404 NoSuchUpload");
        assertRead(uploads, 0, 7);
        assertThat(user.charged())
                .isEqualTo(
                        1_000_000L + IntStream.range(0, 7).mapToLong(i -> content(i).length).sum());

        assertThat(ended(move(source, target, UNLIMITED)).path("migrated_files").longValue())
                .as("completed after the end of the first move, they stayed at the source")
                .isEqualTo(3);
        assertRead(uploads, 0, 7);
        Books books = Books.of(server, user.member()).balanced();
        assertThat(books.files()).isEqualTo(8);
        try (StoreView left = view("source");
                StoreView there = view("target")) {
            assertThat(there.keys(user.member().tenantNumber())).isEqualTo(books.liveKeys());
            assertThat(there.pending(books.everyKey())).isEmpty();
            Awaitility.await("what the aborted upload had sent is cleared")
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(left.pending(books.everyKey())).isEmpty());
        }
    }
}
