package dev.storeward.store.s3.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.MultipartUploads;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.s3.wire.ScriptedServer.Reply;
import dev.storeward.store.s3.wire.ScriptedServer.Seen;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Servers that want more than a signed request, or want it later. */
final class DemandingServerTest {
    private static final ObjectKey KEY = new ObjectKey("a");
    private static final byte[] BYTES = {1, 2, 3};

    private final ScriptedServer server = new ScriptedServer();
    private final List<Seen> seen = server.seen();
    private final Queue<Reply> replies = server.replies();
    private final ObjectStore store = server.open("bucket");

    @AfterEach
    void stop() {
        store.close();
        server.close();
    }

    @Test
    void aBucketWithObjectLockIsToldTheDigestOfABodyFromItsFirstRefusalOn() throws Exception {
        replies.add(locked("Put Object"));
        replies.add(Reply.written());

        store.put(KEY, Content.of(BYTES), PutOptions.defaults());
        store.put(KEY, Content.of(BYTES), PutOptions.defaults());

        assertThat(seen)
                .extracting(put -> put.header("X-amz-checksum-sha256"))
                .containsExactly("", digest("SHA-256"), digest("SHA-256"));
    }

    @Test
    void aBodyThatWasOnItsWayWhenAnotherWasRefusedIsSentAgainToo() throws Exception {
        replies.add(locked("Put Object"));
        replies.add(Reply.written());
        replies.add(locked("Put Object"));
        replies.add(Reply.written());

        store.put(KEY, new Overtaken(), PutOptions.defaults());

        assertThat(seen)
                .extracting(put -> put.uri().getPath() + " " + put.header("X-amz-checksum-sha256"))
                .containsExactly(
                        "/bucket/b ",
                        "/bucket/b " + digest("SHA-256"),
                        "/bucket/a ",
                        "/bucket/a " + digest("SHA-256"));
    }

    /** Bytes that are overtaken by another put when they are sent; they were hashed before. */
    private final class Overtaken implements Content {
        private int opened;

        @Override
        public InputStream open() {
            opened++;
            if (opened == 2) {
                store.put(new ObjectKey("b"), Content.of(BYTES), PutOptions.defaults());
            }
            return new ByteArrayInputStream(BYTES);
        }

        @Override
        public OptionalLong length() {
            return OptionalLong.of(BYTES.length);
        }

        @Override
        public boolean reopenable() {
            return true;
        }
    }

    @Test
    void aBucketWithObjectLockIsToldTheDigestOfAPart() throws Exception {
        replies.add(locked("Upload Part"));
        replies.add(Reply.written());

        MultipartUploads uploads = store.multipart().orElseThrow();

        assertThat(uploads.upload(KEY, "id", 1, Content.of(BYTES)).tag()).isEqualTo("e1");
        assertThat(seen)
                .extracting(part -> part.header("Content-md5"))
                .containsExactly("", digest("MD5"));
    }

    @Test
    void aRefusalOfAnotherKindIsNoDemand() {
        replies.add(Reply.error(400, "InvalidRequest"));

        StoreException failure =
                catchThrowableOfType(
                        StoreException.class,
                        () -> store.put(KEY, Content.of(BYTES), PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(Code.INVALID);
        assertThat(seen).hasSize(1);
    }

    @Test
    void anUploadThatMayNotBeginYetIsBegunAgain() {
        replies.add(Reply.error(503, "SlowDown"));
        replies.add(begun());

        assertThat(store.multipart().orElseThrow().start(KEY, PutOptions.defaults()))
                .isEqualTo("id-1");
        assertThat(seen).extracting(Seen::method).containsExactly("POST", "POST");
    }

    @Test
    void anUploadThatMayHaveBegunIsNotBegunAgain() {
        replies.add(Reply.error(500, "InternalError"));

        StoreException failure =
                catchThrowableOfType(
                        StoreException.class,
                        () -> store.multipart().orElseThrow().start(KEY, PutOptions.defaults()));

        assertThat(failure.code()).isEqualTo(Code.UNKNOWN);
        assertThat(seen).hasSize(1);
    }

    @Test
    void aBucketThatKeepsVersionsIsKnownForIt() {
        replies.add(
                new Reply(200, Map.of("ETag", "\"e1\"", "x-amz-version-id", "3sL4kqtJlcpXro"), ""));
        assertThat(server.learned("bucket").get(Trait.VERSIONED)).contains(true);
    }

    @Test
    void aBucketWhoseVersionsAreSuspendedKeepsNone() {
        replies.add(new Reply(200, Map.of("ETag", "\"e1\"", "x-amz-version-id", "null"), ""));
        assertThat(server.learned("bucket").get(Trait.VERSIONED)).contains(false);
    }

    @Test
    void anArchivedObjectIsToldAsOne() {
        replies.add(Reply.error(403, "InvalidObjectState"));

        StoreException failure =
                catchThrowableOfType(
                        StoreException.class, () -> store.get(KEY, ByteRange.all()).close());

        assertThat(failure.code()).isEqualTo(Code.ARCHIVED);
        assertThat(failure).hasMessageContaining("must be restored at the provider first");
        assertThat(seen).hasSize(1);
    }

    @Test
    void aDeleteThatALockForbidsSaysUntilWhen() {
        replies.add(Reply.error(403, "AccessDenied"));
        replies.add(
                new Reply(
                        200,
                        Map.of(
                                "ETag",
                                "\"e1\"",
                                "x-amz-object-lock-retain-until-date",
                                "2031-05-06T07:08:09Z"),
                        ""));

        StoreException failure = store.delete(List.of(KEY)).getFirst().reason();

        assertThat(failure.code()).isEqualTo(Code.RETAINED);
        assertThat(failure.until()).contains(Instant.parse("2031-05-06T07:08:09Z"));
        assertThat(failure).hasMessageContaining("until 2031-05-06T07:08:09Z.");
    }

    @Test
    void aDeleteThatNoLockForbidsIsForbidden() {
        replies.add(Reply.error(403, "AccessDenied"));

        assertThat(store.delete(List.of(KEY)).getFirst().reason().code()).isEqualTo(Code.FORBIDDEN);
    }

    @Test
    void aDeleteWhoseLockIsOverIsForbidden() {
        replies.add(Reply.error(403, "AccessDenied"));
        replies.add(
                new Reply(
                        200,
                        Map.of(
                                "ETag",
                                "\"e1\"",
                                "x-amz-object-lock-retain-until-date",
                                "2021-05-06T07:08:09Z"),
                        ""));

        assertThat(store.delete(List.of(KEY)).getFirst().reason().code()).isEqualTo(Code.FORBIDDEN);
    }

    @Test
    void aDeleteThatAHoldForbidsSaysSo() {
        replies.add(Reply.error(403, "AccessDenied"));
        replies.add(
                new Reply(200, Map.of("ETag", "\"e1\"", "x-amz-object-lock-legal-hold", "ON"), ""));

        StoreException failure = store.delete(List.of(KEY)).getFirst().reason();

        assertThat(failure.code()).isEqualTo(Code.RETAINED);
        assertThat(failure.until()).isEmpty();
        assertThat(failure).hasMessageContaining("A hold keeps the object");
    }

    private static Reply begun() {
        return new Reply(
                200,
                Map.of("Content-Type", "application/xml"),
                "<InitiateMultipartUploadResult><UploadId>id-1</UploadId>"
                        + "</InitiateMultipartUploadResult>");
    }

    private static Reply locked(String request) {
        return new Reply(
                400,
                Map.of("Content-Type", "application/xml"),
                "<Error><Code>InvalidRequest</Code><Message>Content-MD5 OR x-amz-checksum- HTTP"
                        + " header is required for "
                        + request
                        + " requests with Object Lock parameters</Message></Error>");
    }

    private static String digest(String algorithm) throws NoSuchAlgorithmException {
        return Base64.getEncoder()
                .encodeToString(MessageDigest.getInstance(algorithm).digest(BYTES));
    }
}
