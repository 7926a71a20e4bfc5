package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static dev.storeward.server.api.s3.upload.PartedUpload.document;
import static dev.storeward.server.api.s3.upload.PartedUpload.named;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.SharedServers;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;

/** What is no upload, no part and no list of parts is refused, and nothing is lost or charged. */
@ExtendWith(SharedServers.class)
class PartRefusalsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    @AfterEach
    void nothingIsChargedOfWhatIsAborted() {
        s3.listMultipartUploads(list -> list.bucket(bucket))
                .uploads()
                .forEach(upload ->
                        s3.abortMultipartUpload(abort ->
                                abort.bucket(bucket)
                                        .key(upload.key())
                                        .uploadId(upload.uploadId())));
        long stored =
                s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                        .mapToLong(object -> object.size())
                        .sum();
        assertThat(user.charged()).isEqualTo(stored);
    }

    private String completing(PartedUpload upload, String document) {
        return refusal(user.send("POST", upload.path(), document));
    }

    @Test
    void listsOfPartsThatAreNone() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k").part(1, "one").part(2, "two");
        String one = named(1, upload.parts.getFirst().eTag());
        String two = named(2, upload.parts.getLast().eTag());
        String etag = upload.parts.getFirst().eTag();

        assertThat(completing(upload, document(two, one))).isEqualTo("400 InvalidPartOrder");
        assertThat(completing(upload, document(one, one))).isEqualTo("400 InvalidPartOrder");
        assertThat(completing(upload, document(one, named(3, etag)))).isEqualTo("400 InvalidPart");
        assertThat(completing(upload, document(named(2, etag)))).isEqualTo("400 InvalidPart");
        assertThat(completing(upload, document(named(1, "")))).isEqualTo("400 InvalidPart");
        assertThat(completing(upload, document(named(0, etag)))).isEqualTo("400 InvalidPart");
        assertThat(completing(upload, document(named(10_001, etag)))).isEqualTo("400 InvalidPart");
        assertThat(completing(upload, document())).isEqualTo("400 MalformedXML");
        assertThat(completing(upload, "")).isEqualTo("400 MalformedXML");
        assertThat(completing(upload, "<Parts/>")).isEqualTo("400 MalformedXML");
        String[] many = new String[10_001];
        for (int i = 0; i < many.length; i++) {
            many[i] = named(i + 1, "\"" + i + "\"");
        }
        assertThat(completing(upload, document(many))).isEqualTo("400 MalformedXML");
        assertThat(refusal(user.send("GET", "/" + bucket + "/k", ""))).isEqualTo("404 NoSuchKey");
        assertThat(completing(upload, document(one))).as("it is open as before").isEqualTo("200");
    }

    @Test
    void aPartThatIsTooSmallMayBeTheLastOnly() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k");
        upload.part(1, bytes(LEAST - 1)).part(2, "last");

        Answer refused =
                user.send(
                        "POST",
                        upload.path(),
                        document(
                                named(1, upload.parts.getFirst().eTag()),
                                named(2, upload.parts.getLast().eTag())));

        assertThat(refusal(refused)).isEqualTo("400 EntityTooSmall");
        assertThat(refused.text())
                .contains("<ProposedSize>" + (LEAST - 1) + "</ProposedSize>")
                .contains("<PartNumber>1</PartNumber>");
        upload.part(1, bytes(LEAST)).complete();
        assertThat(s3.headObject(head -> head.bucket(bucket).key("k")).contentLength())
                .isEqualTo(LEAST + 4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "10001", "99999999999", "a", "1.0", ""})
    void numbersThatNoPartHas(String number) {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k");

        assertThat(refusal(user.send("PUT", upload.path() + "&partNumber=" + number, "x")))
                .isEqualTo("400 InvalidArgument");
    }

    @ParameterizedTest
    @CsvSource({"PUT", "GET", "POST", "DELETE"})
    void uploadsOfOthersAndOfOtherObjectsAreNone(String method) {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k").part(1, "mine");
        s3.createBucket(create -> create.bucket("photos"));
        S3User colleague = user.colleague();
        S3User stranger = S3User.on(server);
        String id = "?partNumber=1&uploadId=" + upload.id;
        String query = method.equals("PUT") ? id : "?uploadId=" + upload.id;
        String body = method.equals("POST") ? document(named(1, "\"x\"")) : "";

        String none = "404 NoSuchUpload";
        assertThat(refusal(colleague.send(method, "/" + colleague.whole() + "/k" + query, body)))
                .isEqualTo(none);
        assertThat(refusal(stranger.send(method, "/" + stranger.whole() + "/k" + query, body)))
                .isEqualTo(none);
        assertThat(refusal(user.send(method, "/photos/k" + query, body))).isEqualTo(none);
        assertThat(refusal(user.send(method, "/" + bucket + "/other" + query, body)))
                .isEqualTo(none);
        for (String unknown :
                List.of("", "x", upload.id.toUpperCase(java.util.Locale.ROOT) + "0")) {
            assertThat(
                            refusal(
                                    user.send(
                                            method,
                                            "/" + bucket + "/k" + query.replace(upload.id, unknown),
                                            body)))
                    .isEqualTo(none);
        }
        assertThat(user.charged()).isEqualTo(4);
        user.send("DELETE", "/photos", "");
    }

    @Test
    void aQuotaThatIsReachedInPartSevenIsSaid() {
        S3User small = S3User.of(server, server.member(60));
        PartedUpload upload = PartedUpload.begin(small.client(), small.whole(), "k");
        for (int number = 1; number <= 6; number++) {
            upload.part(number, bytes(10));
        }

        Answer refused = small.send("PUT", upload.path() + "&partNumber=7", "more");

        assertThat(refusal(refused)).isEqualTo("403 QuotaExceeded");
        assertThat(refused.text()).contains("60 bytes");
        assertThat(small.charged()).isEqualTo(60);
        upload.abort();
        assertThat(small.charged()).isZero();
        assertThat(small.send("PUT", "/" + small.whole() + "/k", "x").status()).isEqualTo(200);
    }

    @Test
    void anObjectThatWouldBeTooLargeIsRefusedWhenItIsCompleted() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k");
        byte[] part = bytes(SharedServers.MAX_FILE_BYTES / 2 + 1);
        upload.part(1, part).part(2, part);

        assertThat(refusal(upload::complete)).isEqualTo("400 EntityTooLarge");
    }

    @Test
    void completedTwiceAtOnceItIsOneObject() throws Exception {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k");
        upload.part(1, bytes(LEAST)).part(2, "last");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> one = threads.submit(() -> upload.complete().eTag());
            Future<String> other = threads.submit(() -> upload.complete().eTag());

            assertThat(one.get()).isEqualTo(other.get()).endsWith("-2\"");
        }
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).keyCount()).isEqualTo(1);
    }

    @Test
    void abortedDuringAPartNothingOfThatIsLeft() throws Exception {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k");
        byte[] part = bytes(1 << 20);
        CountDownLatch aborted = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<String> sent =
                    threads.submit(() ->
                            refusal(() ->
                                    s3.uploadPart(
                                            put ->
                                                    put.bucket(bucket)
                                                            .key("k")
                                                            .uploadId(upload.id)
                                                            .partNumber(1),
                                            RequestBody.fromContentProvider(
                                                    () -> halting(part, aborted),
                                                    part.length,
                                                    "application/octet-stream"))));
            await().until(() -> user.charged() == part.length);

            upload.abort();
            aborted.countDown();

            assertThat(sent.get()).isEqualTo("404 NoSuchUpload");
        }
        assertThat(user.charged()).isZero();
    }

    /** Bytes of which half come only once something has happened. */
    private static InputStream halting(byte[] bytes, CountDownLatch happened) {
        return new ByteArrayInputStream(bytes) {
            @Override
            public synchronized int read(byte[] target, int offset, int length) {
                if (pos >= bytes.length / 2) {
                    try {
                        happened.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
                return super.read(target, offset, Math.min(length, 4096));
            }
        };
    }
}
