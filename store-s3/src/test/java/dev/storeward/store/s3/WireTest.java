package dev.storeward.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests about single objects are sent, and sent again. */
final class WireTest {
    private static final ObjectKey KEY = new ObjectKey("a b/ü+%.txt");

    /** More than is sent with its digest in the signature. */
    private static final int LARGE = 65 << 20;

    /** What the server was sent. */
    private record Seen(String method, URI uri, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /** What the server answers next; the last answer is repeated. */
    private record Reply(int status, Map<String, String> headers, String body) {}

    private final S3Connector connector = Loopback.connector();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Queue<Reply> replies = new ConcurrentLinkedQueue<>();
    private HttpServer server = listening();
    private ObjectStore store = open("bucket");

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectStore open(String bucket) {
        S3Server at =
                new S3Server(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()),
                        "us-east-1",
                        "access",
                        "secret",
                        bucket);
        return Loopback.open(
                connector, at, new Loopback(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    }

    @BeforeEach
    void start() {
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        store.close();
        connector.close();
        server.stop(0);
    }

    @Test
    void aToldDigestIsSignedAndTheBodyIsReadOnce() {
        replies.add(written());
        byte[] bytes = "told".getBytes(UTF_8);

        ObjectInfo info =
                store.put(
                        KEY,
                        once(bytes).withSha256(sha256(bytes)),
                        new PutOptions(true, "text/plain", Map.of("sw-object", "o1")));

        assertThat(info.etag()).isEqualTo("e1");
        assertThat(seen).hasSize(1);
        Seen put = seen.getFirst();
        assertThat(put.method()).isEqualTo("PUT");
        assertThat(put.uri().getRawPath()).isEqualTo("/bucket/a%20b/%C3%BC%2B%25.txt");
        assertThat(put.body()).isEqualTo(bytes);
        assertThat(put.header("X-amz-content-sha256"))
                .isEqualTo(HexFormat.of().formatHex(sha256(bytes)));
        assertThat(put.header("X-amz-meta-sw-object")).isEqualTo("o1");
        assertThat(put.header("If-none-match")).isEqualTo("*");
        assertThat(put.header("Content-type")).isEqualTo("text/plain");
        assertThat(put.header("Content-length")).isEqualTo("4");
        assertThat(put.header("Authorization"))
                .startsWith("AWS4-HMAC-SHA256 Credential=access/")
                .contains(
                        "SignedHeaders=content-type;host;if-none-match;x-amz-content-sha256;"
                                + "x-amz-date;x-amz-meta-sw-object");
    }

    @Test
    void aLargeBodyOfToldDigestIsOneRequestThatCarriesItBeside() {
        replies.add(written());

        store.put(KEY, zeros(LARGE).withSha256(new byte[32]), PutOptions.defaults());

        assertThat(seen).hasSize(1);
        assertThat(seen.getFirst().body()).hasSize(LARGE);
        assertThat(seen.getFirst().header("X-amz-content-sha256")).isEqualTo("UNSIGNED-PAYLOAD");
        assertThat(seen.getFirst().header("X-amz-checksum-sha256"))
                .isEqualTo(Base64.getEncoder().encodeToString(new byte[32]));
        assertThat(seen.getFirst().header("Authorization")).contains("x-amz-checksum-sha256");
    }

    @Test
    void aBucketThatWantsSignedBodiesGetsThemFromThenOn() {
        replies.add(error(403, "AccessDenied"));
        replies.add(written());

        StoreException failure =
                failure(() ->
                        store.put(
                                KEY, zeros(LARGE).withSha256(new byte[32]), PutOptions.defaults()));
        store.put(KEY, zeros(LARGE).withSha256(new byte[32]), PutOptions.defaults());

        assertThat(failure.code().retryable()).isTrue();
        assertThat(seen.getLast().header("X-amz-content-sha256")).isEqualTo("0".repeat(64));
    }

    @Test
    void aBodyWithoutADigestIsHashedFirst() {
        replies.add(written());
        byte[] bytes = "untold".getBytes(UTF_8);

        store.put(KEY, Content.of(bytes), PutOptions.defaults());

        assertThat(seen.getFirst().header("X-amz-content-sha256"))
                .isEqualTo(HexFormat.of().formatHex(sha256(bytes)));
    }

    @ParameterizedTest
    @CsvSource({
        "500, InternalError",
        "503, SlowDown",
        "503, ServiceUnavailable",
        "429, TooManyRequests",
        "400, RequestTimeout",
        "502, ''"
    })
    void whatMayPassIsSentAgain(int status, String name) {
        replies.add(error(status, name));
        replies.add(error(status, name));
        replies.add(written());

        store.put(KEY, Content.of(new byte[3]), PutOptions.defaults());

        assertThat(seen).hasSize(3).allMatch(put -> put.body().length == 3);
    }

    @ParameterizedTest
    @CsvSource({
        "403, AccessDenied, FORBIDDEN",
        "404, NoSuchBucket, BUCKET_NOT_FOUND",
        "400, EntityTooLarge, INVALID",
        "400, XAmzContentSHA256Mismatch, CORRUPT",
        "507, QuotaExceeded, FULL",
        "501, NotImplemented, INVALID"
    })
    void whatStaysIsSentOnce(int status, String name, Code code) {
        replies.add(error(status, name));

        StoreException failure =
                failure(() -> store.put(KEY, Content.of(new byte[3]), PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(seen).hasSize(1);
    }

    @Test
    void itIsSentThreeTimesAtMost() {
        replies.add(error(503, "SlowDown"));

        assertThat(failure(() -> store.get(KEY, ByteRange.all())).code()).isEqualTo(Code.THROTTLED);

        assertThat(seen).hasSize(3);
    }

    @Test
    void aBodyThatCanBeReadOnceIsNotSentAgain() {
        replies.add(error(503, "SlowDown"));
        byte[] bytes = new byte[5];

        StoreException failure =
                failure(() ->
                        store.put(
                                KEY, once(bytes).withSha256(sha256(bytes)), PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(Code.THROTTLED);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aBodyOfAnotherDigestIsNotTakenForAWrongSecret() {
        replies.add(error(403, "SignatureDoesNotMatch"));
        replies.add(new Reply(404, Map.of(), ""));
        replies.add(new Reply(200, Map.of(), ""));
        byte[] bytes = new byte[5];

        StoreException failure =
                failure(() ->
                        store.put(
                                KEY,
                                Content.of(bytes).withSha256(sha256(new byte[6])),
                                PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(Code.CORRUPT);
        assertThat(failure.getMessage()).contains(KEY.value()).endsWith(".");
    }

    @Test
    void aWrongSecretIsNotTakenForAnotherDigest() {
        replies.add(error(403, "SignatureDoesNotMatch"));
        byte[] bytes = new byte[5];

        StoreException failure =
                failure(() ->
                        store.put(
                                KEY,
                                Content.of(bytes).withSha256(sha256(bytes)),
                                PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(Code.UNAUTHENTICATED);
        assertThat(failure.reason()).isEqualTo(Reason.SECRET_WRONG);
    }

    @Test
    void whatTheBodyThrowsComesThroughAndNothingIsSentAgain() {
        replies.add(written());
        IllegalStateException refusal = new IllegalStateException("no more");
        InputStream refusing =
                new InputStream() {
                    @Override
                    public int read() {
                        throw refusal;
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        throw refusal;
                    }
                };

        assertThatThrownBy(() ->
                        store.put(
                                KEY,
                                Content.once(refusing, OptionalLong.of(5))
                                        .withSha256(sha256(new byte[5])),
                                PutOptions.defaults()))
                .isSameAs(refusal);
    }

    @Test
    void aCopyIsOneRequestThatDescribesItself() {
        replies.add(
                new Reply(200, Map.of(), "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"));
        try (ObjectStore other = open("other")) {
            ObjectCopy copy =
                    new ObjectCopy(
                            KEY,
                            new ObjectKey("to"),
                            7,
                            new PutOptions(false, "text/plain", Map.of("sw-object", "o2")));

            assertThat(other.copyFrom(store, copy)).isTrue();
        }

        assertThat(seen).hasSize(1);
        Seen put = seen.getFirst();
        assertThat(put.uri().getRawPath()).isEqualTo("/other/to");
        assertThat(put.header("X-amz-copy-source")).isEqualTo("/bucket/a%20b/%C3%BC%2B%25.txt");
        assertThat(put.header("X-amz-metadata-directive")).isEqualTo("REPLACE");
        assertThat(put.header("X-amz-meta-sw-object")).isEqualTo("o2");
        assertThat(put.body()).isEmpty();
    }

    @Test
    void aCopyThatFailsAfterItsStatusIsAFailure() {
        replies.add(error(200, "InternalError"));

        StoreException failure =
                failure(() ->
                        store.copyFrom(
                                store,
                                new ObjectCopy(
                                        KEY, new ObjectKey("to"), 7, PutOptions.defaults())));

        assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
        assertThat(seen).hasSize(3);
    }

    private static Content zeros(int length) {
        return once(new byte[length]);
    }

    private static Reply written() {
        return new Reply(200, Map.of("ETag", "\"e1\""), "");
    }

    private static Reply error(int status, String name) {
        return name.isEmpty()
                ? new Reply(status, Map.of(), "")
                : new Reply(status, Map.of("Content-Type", "application/xml"), text(name));
    }

    private static String text(String name) {
        return "<?xml version=\"1.0\"?><Error><Code>"
                + name
                + "</Code><Message>m</Message></Error>";
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            seen.add(
                    new Seen(
                            exchange.getRequestMethod(),
                            exchange.getRequestURI(),
                            Map.copyOf(exchange.getRequestHeaders()),
                            exchange.getRequestBody().readAllBytes()));
            Reply reply = replies.size() > 1 ? replies.remove() : replies.element();
            reply.headers().forEach(exchange.getResponseHeaders()::set);
            byte[] bytes = reply.body().getBytes(UTF_8);
            boolean none = bytes.length == 0 || exchange.getRequestMethod().equals("HEAD");
            exchange.sendResponseHeaders(reply.status(), none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static Content once(byte[] bytes) {
        return Content.once(new java.io.ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static StoreException failure(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure).isNotNull();
        return failure;
    }
}
