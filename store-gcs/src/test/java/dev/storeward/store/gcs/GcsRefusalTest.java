package dev.storeward.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ListRequest;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.testkit.gcs.Trouble;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a service that refuses, or sends elsewhere, makes of calls. */
final class GcsRefusalTest extends GcsFaultFixture {
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
}
