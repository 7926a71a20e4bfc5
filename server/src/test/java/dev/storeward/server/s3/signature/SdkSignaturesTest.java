package dev.storeward.server.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.storeward.server.s3.PercentEncoding;
import dev.storeward.server.s3.S3Exception;
import dev.storeward.server.s3.SdkSigner;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Amazon's SDK signs, we check: both must see every request as the same text. */
class SdkSignaturesTest {
    private static final int SEEDS = 1_500;
    private static final String[] PIECES = {
        "/", "//", ".", "..", "/./", "/../", " ", "+", "%", "%2F", "%25", "&", "=", "?", "#", ";",
        ":", ",", "@", "!", "$", "'", "(", ")", "*", "~", "-", "_", "|", "\\", "\"", "<", ">", "a",
        "Z", "0", "\t", "\u0001", "\u007f", "é", "e\u0301", "😀", "\u2028"
    };

    @Test
    @DisplayName("odd keys, queries and headers are signed as one text, in header and query")
    void oddRequests() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            SdkSigner signer = request(random);
            boolean presigned = random.nextBoolean();
            if (presigned) {
                signer.presigned(Duration.ofSeconds(1 + random.nextInt(604_800)));
            }
            SdkSigner.Sent sent = signer.sent();
            assertThat(sent.verified().accessKeyId())
                    .as("seed %s", seed)
                    .isEqualTo(SdkSigner.KEY_ID);
            assertThat(sent.verified().region()).isEqualTo("eu-central-1");
            assertThat(sent.verified().payload())
                    .isInstanceOf(presigned ? Payload.Unsigned.class : Payload.Digest.class);
        }
    }

    @Test
    @DisplayName("another spelling of the same path holds, another path does not")
    void spellings() {
        for (int seed = 0; seed < SEEDS; seed++) {
            Random random = new Random(seed);
            SdkSigner.Sent sent = request(random).sent();
            SignedRequest request = sent.request();
            SdkSigner.Sent lower = with(sent, request.path().replaceAll("%2F", "%2f"));
            assertThat(lower.verified().accessKeyId()).isEqualTo(SdkSigner.KEY_ID);
            SdkSigner.Sent other = with(sent, request.path() + PIECES[random.nextInt(3)]);
            assertThatThrownBy(other::verified).as("seed %s", seed).isInstanceOf(S3Exception.class);
        }
    }

    @Test
    @DisplayName("what a presigned query says in place of headers is one of them")
    void parametersInPlaceOfHeaders() {
        RequestHeaders headers =
                new SdkSigner("PUT", "/b/k")
                        .query("X-Amz-Acl", "private")
                        .query("x-amz-meta-a", "of the query")
                        .query("x-id", "PutObject")
                        .query("x-amz-checksum-crc32", "AAAAAA==")
                        .query("x-amz-sdk-checksum-algorithm", "CRC32")
                        .header("x-amz-meta-b", "of a header")
                        .header("x-amz-meta-a", "of a header")
                        .presigned(Duration.ofHours(1))
                        .sent()
                        .verified()
                        .headers();
        assertThat(headers.value("x-amz-acl")).contains("private");
        assertThat(headers.value("x-amz-meta-a")).contains("of a header");
        assertThat(headers.value("x-amz-meta-b")).contains("of a header");
        assertThat(headers.names())
                .containsExactlyInAnyOrder(
                        "host", "content-length", "x-amz-acl", "x-amz-meta-a", "x-amz-meta-b");
        assertThat(
                        new SdkSigner("PUT", "/b/k")
                                .query("x-amz-acl", "private")
                                .sent()
                                .verified()
                                .headers()
                                .names())
                .doesNotContain("x-amz-acl");
    }

    @Test
    @DisplayName("a body is signed by its digest, or not at all")
    void bodies() {
        byte[] body = "one body".getBytes(StandardCharsets.UTF_8);
        SdkSigner.Sent signed = new SdkSigner("PUT", "/b/k").body(body).sent();
        assertThat(signed.verified().payload())
                .asInstanceOf(type(Payload.Digest.class))
                .extracting(Payload.Digest::sha256)
                .isEqualTo(HexFormat.of().parseHex(SigningKey.sha256("one body")));
    }

    private static SdkSigner request(Random random) {
        String[] methods = {"GET", "PUT", "POST", "DELETE", "HEAD"};
        SdkSigner signer =
                new SdkSigner(
                        methods[random.nextInt(methods.length)],
                        "/bucket/" + PercentEncoding.encodeKey(text(random, 6)));
        for (int i = random.nextInt(4); i > 0; i--) {
            String name = random.nextBoolean() ? "p" : text(random, 3) + "p";
            signer.query(name, random.nextInt(3) == 0 ? "" : text(random, 4));
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            signer.header(
                    "x-amz-meta-" + i,
                    " " + "  a b  ".repeat(random.nextInt(3)) + "\"q\",  \t" + random.nextInt(9));
            if (random.nextBoolean()) {
                signer.header("x-amz-meta-" + i, "another   line ");
            }
        }
        return signer;
    }

    private static SdkSigner.Sent with(SdkSigner.Sent sent, String path) {
        SignedRequest request = sent.request();
        return new SdkSigner.Sent(
                new SignedRequest(request.method(), path, request.query(), request.headers()),
                sent.body());
    }

    private static String text(Random random, int most) {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(most + 1); i > 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }
}
