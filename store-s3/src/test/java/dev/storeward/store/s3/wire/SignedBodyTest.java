package dev.storeward.store.s3.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.Content;
import dev.storeward.store.ObjectInfo;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.s3.wire.ScriptedServer.Reply;
import dev.storeward.store.s3.wire.ScriptedServer.Seen;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How bodies are signed, and what becomes of those that are not what was told. */
final class SignedBodyTest {
    private static final ObjectKey KEY = new ObjectKey("a b/ü+%.txt");

    /** More than is sent with its digest in the signature. */
    private static final int LARGE = 65 << 20;

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
    void aToldDigestIsSignedAndTheBodyIsReadOnce() {
        replies.add(Reply.written());
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
        replies.add(Reply.written());

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
        replies.add(Reply.error(403, "AccessDenied"));
        replies.add(Reply.written());

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
        replies.add(Reply.written());
        byte[] bytes = "untold".getBytes(UTF_8);

        store.put(KEY, Content.of(bytes), PutOptions.defaults());

        assertThat(seen.getFirst().header("X-amz-content-sha256"))
                .isEqualTo(HexFormat.of().formatHex(sha256(bytes)));
    }

    @Test
    void aBodyOfAnotherDigestIsNotTakenForAWrongSecret() {
        replies.add(Reply.error(403, "SignatureDoesNotMatch"));
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
        replies.add(Reply.error(403, "SignatureDoesNotMatch"));
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
        replies.add(Reply.written());
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

    private static Content zeros(int length) {
        return once(new byte[length]);
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
