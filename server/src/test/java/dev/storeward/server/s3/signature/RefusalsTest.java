package dev.storeward.server.s3.signature;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.s3.S3Code;
import dev.storeward.server.s3.S3Exception;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RefusalsTest {
    private static final String PLAIN = "host;x-amz-content-sha256;x-amz-date";
    private static final String RIGHT =
            "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543";

    /** One of the published examples, which holds as it is. */
    private static Example right() {
        return Example.get("/").query("lifecycle").signed(PLAIN, RIGHT);
    }

    private static S3Code code(Example example) {
        return example.refusal().code();
    }

    @Test
    @DisplayName("another path, query, host, digest, method or signature does not match")
    void anythingElseDoesNotMatch() {
        String other = RIGHT.replace('f', 'e');
        for (Example changed :
                new Example[] {
                    Example.get("//").query("lifecycle").signed(PLAIN, RIGHT),
                    Example.get("/").query("lifecycle=x").signed(PLAIN, RIGHT),
                    Example.get("/").query("lifecycle&x").signed(PLAIN, RIGHT),
                    right().with("Host", "other"),
                    right().with("x-amz-content-sha256", "UNSIGNED-PAYLOAD"),
                    right().signed(PLAIN, other),
                    right().signed(PLAIN, RIGHT.substring(1)),
                    right().signed(PLAIN, "FWeDfwojDSdS2Ztmpfeubhd9isU="),
                    right().signed(PLAIN + ";range", RIGHT),
                    new Example("HEAD", "/")
                            .query("lifecycle")
                            .with("x-amz-content-sha256", Example.NOTHING)
                            .with("x-amz-date", "20130524T000000Z")
                            .signed(PLAIN, RIGHT)
                }) {
            assertThat(code(changed)).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH);
        }
        assertThat(right().verified().accessKeyId()).isEqualTo(Example.KEY_ID);
    }

    @Test
    @DisplayName("a mismatch tells the texts that were compared, and their bytes")
    void aMismatchTellsTheTexts() {
        S3Exception refusal = right().signed(PLAIN, "0").refusal();
        String canonical =
                "GET\n/\nlifecycle=\nhost:examplebucket.s3.amazonaws.com\nx-amz-content-sha256:"
                        + Example.NOTHING
                        + "\nx-amz-date:20130524T000000Z\n\n"
                        + PLAIN
                        + "\n"
                        + Example.NOTHING;
        assertThat(refusal.message()).isEqualTo(S3Code.SIGNATURE_DOES_NOT_MATCH.message());
        assertThat(refusal.details())
                .containsEntry("AWSAccessKeyId", Example.KEY_ID)
                .containsEntry("SignatureProvided", "0")
                .containsEntry("CanonicalRequest", canonical)
                .containsEntry(
                        "StringToSign",
                        "AWS4-HMAC-SHA256\n20130524T000000Z\n20130524/us-east-1/s3/aws4_request\n9766c798316ff2757b517bc739a67f6213b4ab36dd5da2f94eaebf79c77395ca");
        assertThat(refusal.details().get("CanonicalRequestBytes")).startsWith("47 45 54 0a 2f 0a");
        assertThat(refusal.details().get("StringToSignBytes")).startsWith("41 57 53 34 2d 48");
        assertThat(refusal.details().toString()).doesNotContain(Example.SECRET.reveal());
        assertThat(refusal).hasToString(S3Exception.class.getName() + ": " + refusal.message());
    }

    @Test
    @DisplayName("no claim is no access, and a key nobody has is told so")
    void noClaim() {
        assertThat(code(right().without("Authorization"))).isEqualTo(S3Code.ACCESS_DENIED);
        assertThat(code(right().with("Authorization", ""))).isEqualTo(S3Code.ACCESS_DENIED);
        Example unknown =
                right().with(
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=AKIAIGR7ZNNBHC5BKSUB/20150930/us-east-1/s3/aws4_request,SignedHeaders=host;user-agent,Signature=FWeDfwojDSdS2Ztmpfeubhd9isU=");
        assertThat(code(unknown)).isEqualTo(S3Code.INVALID_ACCESS_KEY_ID);
        assertThat(unknown.refusal().details())
                .containsEntry("AWSAccessKeyId", "AKIAIGR7ZNNBHC5BKSUB");
    }

    @ParameterizedTest
    @DisplayName("a header that is no claim is malformed")
    @ValueSource(
            strings = {
                "AWS4-HMAC-SHA256",
                "AWS4-HMAC-SHA256 ",
                "AWS4-HMAC-SHA256 Credential=HAHAHA",
                "AWS4-HMAC-SHA256 Credential=a/20130524/r/s3/aws4_request,SignedHeaders=host",
                "AWS4-HMAC-SHA256 Credential=a/20130524/r/s3/aws4_request,SignedHeaders=host,Signature=",
                "AWS4-HMAC-SHA256 Credential=a/20130524/r/s3/aws4_request,SignedHeaders=host,Signature=a,Signature=b",
                "AWS4-HMAC-SHA256 Credential=a/20130524/r/s3/aws4_request,SignedHeaders=host,Signature=a,X=b",
                "AWS4-HMAC-SHA256 Credential=a/20130524/r/s3/aws4,SignedHeaders=host,Signature=a",
                "AWS4-HMAC-SHA256 Credential=a/20130524/r/ec2/aws4_request,SignedHeaders=host,Signature=a",
                "AWS4-HMAC-SHA256 Credential=a/20130532/r/s3/aws4_request,SignedHeaders=host,Signature=a",
                "AWS4-HMAC-SHA256 Credential=20130524/r/s3/aws4_request,SignedHeaders=host,Signature=a",
                "AWS4-HMAC-SHA256 Credential=/20130524/r/s3/aws4_request,SignedHeaders=host,Signature=a",
                "AWS4-HMAC-SHA256 Credential=a/20130524//s3/aws4_request,SignedHeaders=host,Signature=a"
            })
    void malformedHeaders(String header) {
        assertThat(code(right().with("Authorization", header)))
                .isEqualTo(S3Code.AUTHORIZATION_HEADER_MALFORMED);
    }

    @ParameterizedTest
    @DisplayName("other ways to sign are not taken")
    @CsvSource({
        "AWS AKIAIOSFODNN7EXAMPLE:FWeDfwojDSdS2Ztmpfeubhd9isU=, INVALID_REQUEST",
        "AWS4-ECDSA-P256-SHA256 Credential=a, INVALID_REQUEST",
        "AWS HAHAHA, INVALID_ARGUMENT",
        "Bearer abc, INVALID_ARGUMENT",
        "Basic abc, INVALID_ARGUMENT"
    })
    void otherWays(String header, S3Code code) {
        assertThat(code(right().with("Authorization", header))).isEqualTo(code);
    }

    @Test
    @DisplayName("version 2 in a query is not taken, nor are two claims at once")
    void otherQueries() {
        String old = "AWSAccessKeyId=a&Expires=1&Signature=b";
        assertThat(code(right().without("Authorization").query(old)))
                .isEqualTo(S3Code.INVALID_REQUEST);
        assertThat(code(right().query(old))).isEqualTo(S3Code.INVALID_ARGUMENT);
        assertThat(code(right().query("X-Amz-Signature=a"))).isEqualTo(S3Code.INVALID_ARGUMENT);
        assertThat(code(right().with("Authorization", "AWS4-HMAC-SHA256 a", "AWS4-HMAC-SHA256 b")))
                .isEqualTo(S3Code.INVALID_ARGUMENT);
    }

    @Test
    @DisplayName("a clock may be wrong by fifteen minutes and no more")
    void skew() {
        assertThat(right().at(Example.TIME.plusSeconds(900)).verified().region())
                .isEqualTo("us-east-1");
        assertThat(right().at(Example.TIME.minusSeconds(900)).verified().region())
                .isEqualTo("us-east-1");
        for (int seconds : new int[] {-901, 901}) {
            S3Exception refusal = right().at(Example.TIME.plusSeconds(seconds)).refusal();
            assertThat(refusal.code()).isEqualTo(S3Code.REQUEST_TIME_TOO_SKEWED);
            assertThat(refusal.details())
                    .containsEntry("RequestTime", "20130524T000000Z")
                    .containsEntry("MaxAllowedSkewMilliseconds", "900000");
        }
    }

    @ParameterizedTest
    @DisplayName("without a time nothing is believed")
    @ValueSource(strings = {"", "Bad Date", "20130524", "20130524T250000Z", "\\x07"})
    void noTime(String time) {
        assertThat(code(right().with("x-amz-date", time))).isEqualTo(S3Code.ACCESS_DENIED);
    }

    @Test
    @DisplayName("the scope is of the request's day")
    void dayOfTheScope() {
        Duration day = Duration.ofDays(1);
        Example later = right().with("x-amz-date", "20130525T000000Z").at(Example.TIME.plus(day));
        assertThat(code(later)).isEqualTo(S3Code.AUTHORIZATION_HEADER_MALFORMED);
    }

    @Test
    @DisplayName("the host and every x-amz- header must be signed")
    void whatMustBeSigned() {
        S3Exception added =
                right().with("X-Amz-Copy-Source", "/other/key").with("x-amz-acl", "a").refusal();
        assertThat(added.code()).isEqualTo(S3Code.ACCESS_DENIED);
        assertThat(added.message())
                .isEqualTo("There were headers present in the request which were not signed");
        assertThat(added.details())
                .containsEntry("HeadersNotSigned", "x-amz-acl, x-amz-copy-source");
        assertThat(right().signed("x-amz-content-sha256;x-amz-date", RIGHT).refusal().details())
                .containsEntry("HeadersNotSigned", "host");
    }

    @Test
    @DisplayName("the body must be spoken of, in words that are known")
    void whatIsSaidOfTheBody() {
        S3Exception missing =
                right().without("x-amz-content-sha256").signed("host;x-amz-date", RIGHT).refusal();
        assertThat(missing.code()).isEqualTo(S3Code.INVALID_REQUEST);
        assertThat(missing.message()).contains("x-amz-content-sha256");
    }

    @Test
    @DisplayName("a session's token belongs to no key here")
    void sessions() {
        assertThat(code(right().with("x-amz-security-token", "FwoGZX")))
                .isEqualTo(S3Code.INVALID_TOKEN);
        assertThat(code(right().query("X-Amz-Security-Token=FwoGZX")))
                .isEqualTo(S3Code.INVALID_TOKEN);
    }

    @Test
    @DisplayName("a query that is badly encoded is no address")
    void badEncoding() {
        assertThat(code(right().query("a=%4"))).isEqualTo(S3Code.INVALID_URI);
        assertThat(code(Example.get("/%zz").signed(PLAIN, RIGHT))).isEqualTo(S3Code.INVALID_URI);
    }
}
