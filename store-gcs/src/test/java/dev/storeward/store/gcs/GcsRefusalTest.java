package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.testkit.gcs.GcsServer;
import dev.storeward.testkit.gcs.Trouble;
import dev.storeward.testkit.server.FaultProxy;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.UUID;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service that refuses, or sends elsewhere, makes of calls. */
final class GcsRefusalTest {
    private final GcsServer server = GcsServer.start();
    private final FaultProxy proxy = FaultProxy.to(server.endpoint());
    private final GcsConnector connector =
            Loopback.connector(
                    proxy.endpoint(), new Loopback(Duration.ofSeconds(2), Duration.ofSeconds(2)));
    private final ObjectKey key = new ObjectKey("fault/" + UUID.randomUUID());
    private final ObjectStore store = Loopback.open(connector, server, Map.of());

    @BeforeEach
    void write() {
        store.put(key, Content.of(new byte[12_000_000]), PutOptions.defaults());
    }

    @AfterEach
    void close() {
        store.close();
        connector.close();
        proxy.close();
        server.close();
    }

    @Test
    void nothingIsSentMoreThanThreeTimes() {
        for (String where : List.of("/storage/v1/b/", "GET /test-bucket/", "POST /upload")) {
            server.set(new Trouble.Answer(where, 503, "backendError"));
            int before = server.requests().size();
            assertThat(
                            codeOf(
                                    where.startsWith("GET")
                                            ? () -> store.get(key, ByteRange.all())
                                            : where.startsWith("POST")
                                                    ? () ->
                                                            store.put(
                                                                    key,
                                                                    Content.of(new byte[1]),
                                                                    PutOptions.defaults())
                                                    : () -> store.head(key)))
                    .isEqualTo(Code.THROTTLED);
            assertThat(server.requests().size() - before).as(where).isEqualTo(3);
        }
        server.revokeTokens();
        server.set(new Trouble.Answer("POST /token", 503, "backendError"));
        int before = server.requests().size();
        failure(() -> store.get(key, ByteRange.all()));
        assertThat(server.requests().size() - before).isLessThanOrEqualTo(10);
    }

    @Test
    void aTokenServerThatRecoversIsAskedAgain() {
        server.revokeTokens();
        server.setOnce(new Trouble.Answer("POST /token", 503, "backendError"));

        try (ObjectStore another = Loopback.open(connector, server, Map.of())) {
            assertThat(another.head(key)).isPresent();
        }
    }

    @Test
    void oneTokenServesAllKindsOfRequests() {
        try (ObjectStore another = Loopback.open(connector, server, Map.of())) {
            long before = tokens();
            another.head(key);
            another.put(key, once(random(9_000_000)), PutOptions.defaults());
            another.get(key, new ByteRange.Last(1)).close();
            another.delete(List.of(key, new ObjectKey("none")));

            assertThat(tokens() - before).isEqualTo(1);
        }
    }

    private long tokens() {
        return server.requests().stream().filter(line -> line.equals("POST /token")).count();
    }

    @ParameterizedTest
    @CsvSource({
        "400, invalid, INVALID",
        "403, forbidden, FORBIDDEN",
        "403, rateLimitExceeded, THROTTLED",
        "403, accountDisabled, FORBIDDEN",
        "408, requestTimeout, UNREACHABLE",
        "429, rateLimitExceeded, THROTTLED",
        "500, internalError, UNKNOWN",
        "502, badGateway, UNREACHABLE",
        "503, backendError, THROTTLED",
        "504, gatewayTimeout, UNREACHABLE",
        "507, insufficientStorage, FULL"
    })
    void answersHaveTheirMeaningAndTheirTextIsNotRepeated(int status, String reason, Code code) {
        server.set(new Trouble.Answer("/storage/v1/b/", status, reason));
        StoreException list = failure(() -> store.list(new ListRequest("", "", 1)));
        StoreException head = failure(() -> store.head(key));
        server.set(new Trouble.Answer("GET /test-bucket/", status, reason));
        StoreException get = failure(() -> store.get(key, ByteRange.all()));

        assertThat(List.of(list.code(), head.code())).containsOnly(code);
        assertThat(list.getMessage()).contains("(" + reason + ", status " + status + ")");
        assertThat(get.getMessage()).contains("status " + status);
    }

    @Test
    void aServiceThatRecoversIsAskedAgain() {
        server.setOnce(new Trouble.Answer("GET /test-bucket/", 503, "backendError"));
        assertThat(read(key)).hasSize(12_000_000);
        server.setOnce(new Trouble.Answer("POST /batch", 503, "backendError"));
        assertThat(store.delete(List.of(key, new ObjectKey("fault/none")))).isEmpty();
        assertThat(store.head(key)).isEmpty();
    }

    @Test
    void aRedirectIsNotFollowed() {
        try (Canary canary = new Canary()) {
            for (String where : List.of("/storage/v1/b/", "GET /test-bucket/", "uploadType=")) {
                server.set(new Trouble.Redirect(where, canary.url("/elsewhere")));
                StoreException failure =
                        failure(
                                where.startsWith("GET")
                                        ? () -> store.get(key, ByteRange.all())
                                        : where.startsWith("upload")
                                                ? () ->
                                                        store.put(
                                                                key,
                                                                Content.of(new byte[1]),
                                                                PutOptions.defaults())
                                                : () -> store.head(key));
                assertThat(failure.reason()).as(where).isEqualTo(Reason.REDIRECTED);
            }
            assertThat(canary.heard()).isZero();
        }
    }

    @Test
    void anotherServersPageIsNoAnswer() {
        server.set(new Trouble.OtherPage("/storage/v1/b/"));
        assertThat(failure(() -> store.head(key)).reason()).isEqualTo(Reason.NOT_A_STORE);
        server.set(new Trouble.OtherPage("GET /test-bucket/"));
        assertThat(failure(() -> store.get(key, ByteRange.all())).reason())
                .isEqualTo(Reason.NOT_A_STORE);
    }

    @Test
    void anAccessTokenThatEndsEarlyIsRenewed() {
        server.revokeTokens();
        assertThat(read(key)).hasSize(12_000_000);
        server.revokeTokens();
        assertThat(store.list(new ListRequest("", "", 10)).objects()).hasSize(1);
    }

    @Test
    void somebodyElsesBucketIsForbidden() {
        server.createBucket("theirs");
        server.foreign("theirs");
        try (ObjectStore theirs = Loopback.open(connector, server, Map.of("bucket", "theirs"))) {
            assertThat(codeOf(() -> theirs.list(new ListRequest("", "", 1))))
                    .isEqualTo(Code.FORBIDDEN);
            assertThat(
                            codeOf(() ->
                                    theirs.put(
                                            key, Content.of(new byte[1]), PutOptions.defaults())))
                    .isEqualTo(Code.FORBIDDEN);
        }
    }

    private byte[] read(ObjectKey at) {
        return read(at, ByteRange.all());
    }

    private byte[] read(ObjectKey at, ByteRange range) {
        try (ObjectBody body = store.get(at, range)) {
            return body.stream().readAllBytes();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static Content once(byte[] bytes) {
        return Content.once(new ByteArrayInputStream(bytes), OptionalLong.empty());
    }

    private static StoreException failure(ThrowingCallable call) {
        StoreException failure = catchThrowableOfType(StoreException.class, call);
        assertThat(failure.getMessage())
                .doesNotContain("hunter2", "ya29", "PRIVATE KEY")
                .endsWith(".");
        return failure;
    }

    private static Code codeOf(ThrowingCallable call) {
        return failure(call).code();
    }
}
