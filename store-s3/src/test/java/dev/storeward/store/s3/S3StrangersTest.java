package dev.storeward.store.s3;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is made of servers that answer, but not as a bucket in the right region would. */
final class S3StrangersTest {
    private static final String PAGE = "<!doctype html><html><body><p>Sign in<br></body></html>";
    private static final ObjectKey KEY = new ObjectKey("a");

    private final S3Connector connector = Loopback.connector();
    private final AtomicInteger requests = new AtomicInteger();
    private HttpServer stranger = listening();
    private ObjectStore store = open();

    private static HttpServer listening() {
        try {
            return HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private ObjectStore open() {
        S3Server server =
                new S3Server(
                        URI.create("http://127.0.0.1:" + stranger.getAddress().getPort()),
                        "us-east-1",
                        "access",
                        "secret",
                        "bucket");
        return Loopback.open(
                connector, server, new Loopback(Duration.ofSeconds(5), Duration.ofSeconds(5)));
    }

    @BeforeEach
    void start() {
        stranger.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        stranger.start();
    }

    @AfterEach
    void stop() {
        store.close();
        connector.close();
        stranger.stop(0);
    }

    @ParameterizedTest
    @CsvSource({
        "200, UNREACHABLE",
        "401, UNKNOWN",
        "403, UNKNOWN",
        "404, UNKNOWN",
        "407, INVALID",
        "500, UNKNOWN",
        "502, UNREACHABLE",
        "503, THROTTLED"
    })
    void aPageOfAProxyIsNoStore(int status, Code code) {
        answers(status, Map.of("Content-Type", "text/html"), PAGE);

        StoreException listed = failure(() -> store.list(new ListRequest("", "", 1)));
        StoreException written =
                failure(() -> store.put(KEY, Content.of(new byte[1]), PutOptions.defaults()));
        StoreException read = failure(() -> store.get(KEY, ByteRange.all()));

        assertThat(listed.reason()).isEqualTo(Reason.NOT_A_STORE);
        assertThat(listed.code()).isEqualTo(code);
        assertThat(written.reason()).isEqualTo(Reason.NOT_A_STORE);
        assertThat(written.code()).isEqualTo(code);
        assertThat(read.reason()).isEqualTo(Reason.NOT_A_STORE);
        assertThat(read.code()).isEqualTo(code);
        assertThat(read.getMessage()).contains("does not speak S3").doesNotContain("Sign in");
    }

    @Test
    void aSuccessWithoutWhatEveryStoreSendsIsNoStore() {
        answers(200, Map.of(), "<ok/>");

        assertThat(failure(() -> store.list(new ListRequest("", "", 1))).reason())
                .isEqualTo(Reason.NOT_A_STORE);
        assertThat(failure(() -> store.head(KEY)).reason()).isEqualTo(Reason.NOT_A_STORE);
        assertThat(failure(() -> store.get(KEY, ByteRange.all())).reason())
                .isEqualTo(Reason.NOT_A_STORE);
    }

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsToldAndNotFollowed(int status) {
        answers(
                status,
                Map.of(
                        "Location",
                        "http://127.0.0.1:" + stranger.getAddress().getPort() + "/elsewhere"),
                "");

        StoreException listed = failure(() -> store.list(new ListRequest("", "", 1)));

        assertThat(listed.reason()).isEqualTo(Reason.REDIRECTED);
        assertThat(listed.code()).isEqualTo(Code.INVALID);
        assertThat(requests).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"301, PermanentRedirect", "400, AuthorizationHeaderMalformed"})
    void anotherRegionIsNamed(int status, String name) {
        answers(
                status,
                Map.of("x-amz-bucket-region", "eu-west-1"),
                "<Error><Code>" + name + "</Code><Message>m</Message></Error>");

        StoreException listed = failure(() -> store.list(new ListRequest("", "", 1)));
        StoreException headed = failure(() -> store.head(KEY));

        assertThat(listed.reason()).isEqualTo(Reason.WRONG_REGION);
        assertThat(listed.getMessage()).contains("lies in eu-west-1");
        assertThat(headed.reason()).isEqualTo(Reason.WRONG_REGION);
        assertThat(headed.getMessage()).contains("lies in eu-west-1");
    }

    private void answers(int status, Map<String, String> headers, String body) {
        stranger.createContext(
                "/",
                exchange -> {
                    requests.incrementAndGet();
                    send(exchange, status, headers, body);
                });
    }

    private static void send(
            HttpExchange exchange, int status, Map<String, String> headers, String body)
            throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            headers.forEach(exchange.getResponseHeaders()::set);
            boolean none = exchange.getRequestMethod().equals("HEAD") || body.isEmpty();
            byte[] bytes = body.getBytes(UTF_8);
            if (exchange.getRequestMethod().equals("HEAD") && !body.isEmpty()) {
                exchange.getResponseHeaders().set("Content-Length", "" + bytes.length);
            }
            exchange.sendResponseHeaders(status, none ? -1 : bytes.length);
            if (!none) {
                exchange.getResponseBody().write(bytes);
            }
        }
    }

    private static StoreException failure(ThrowingCallable call) {
        return catchThrowableOfType(StoreException.class, call);
    }
}
