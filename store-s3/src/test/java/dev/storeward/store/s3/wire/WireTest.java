package dev.storeward.store.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.s3.wire.ScriptedServer.Reply;
import dev.storeward.store.s3.wire.ScriptedServer.Seen;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How requests about single objects are sent, and sent again. */
final class WireTest {
    private static final ObjectKey KEY = new ObjectKey("a b/ü+%.txt");

    private final ScriptedServer server = new ScriptedServer();
    private final List<Seen> seen = server.seen();
    private final Queue<Reply> replies = server.replies();
    private final ObjectStore store = server.open("bucket");

    @AfterEach
    void stop() {
        store.close();
        server.close();
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
        replies.add(Reply.error(status, name));
        replies.add(Reply.error(status, name));
        replies.add(Reply.written());

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
        replies.add(Reply.error(status, name));

        StoreException failure =
                failure(() -> store.put(KEY, Content.of(new byte[3]), PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(seen).hasSize(1);
    }

    @Test
    void itIsSentThreeTimesAtMost() {
        replies.add(Reply.error(503, "SlowDown"));

        assertThat(failure(() -> store.get(KEY, ByteRange.all())).code()).isEqualTo(Code.THROTTLED);

        assertThat(seen).hasSize(3);
    }

    @Test
    void aBodyThatCanBeReadOnceIsNotSentAgain() {
        replies.add(Reply.error(503, "SlowDown"));
        byte[] bytes = new byte[5];

        StoreException failure =
                failure(() ->
                        store.put(
                                KEY, once(bytes).withSha256(sha256(bytes)), PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(Code.THROTTLED);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aCopyIsOneRequestThatDescribesItself() {
        replies.add(
                new Reply(200, Map.of(), "<CopyObjectResult><ETag>e</ETag></CopyObjectResult>"));
        try (ObjectStore other = server.open("other")) {
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
        replies.add(Reply.error(200, "InternalError"));

        StoreException failure =
                failure(() ->
                        store.copyFrom(
                                store,
                                new ObjectCopy(
                                        KEY, new ObjectKey("to"), 7, PutOptions.defaults())));

        assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
        assertThat(seen).hasSize(3);
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
