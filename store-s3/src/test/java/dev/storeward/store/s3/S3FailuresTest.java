package dev.storeward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3FailuresTest {
    private final S3Failures failures = new S3Failures("bucket b at host");

    @ParameterizedTest
    @CsvSource({
        "NoSuchKey, 404, NOT_FOUND",
        "NoSuchBucket, 404, BUCKET_NOT_FOUND",
        "'', 404, NOT_FOUND",
        "InvalidAccessKeyId, 403, UNAUTHENTICATED",
        "SignatureDoesNotMatch, 403, UNAUTHENTICATED",
        "ExpiredToken, 400, UNAUTHENTICATED",
        "RequestTimeTooSkewed, 403, UNAUTHENTICATED",
        "AccessDenied, 403, FORBIDDEN",
        "'', 403, FORBIDDEN",
        "SlowDown, 503, THROTTLED",
        "TooManyRequests, 429, THROTTLED",
        "'', 503, THROTTLED",
        "PreconditionFailed, 412, ALREADY_EXISTS",
        "EntityTooLarge, 400, INVALID",
        "InvalidRange, 416, INVALID",
        "NoSuchUpload, 404, INVALID",
        "PermanentRedirect, 301, INVALID",
        "AuthorizationHeaderMalformed, 400, INVALID",
        "BadDigest, 400, CORRUPT",
        "XAmzContentSHA256Mismatch, 400, CORRUPT",
        "QuotaExceeded, 403, FULL",
        "XMinioStorageFull, 507, FULL",
        "'', 507, FULL",
        "RequestTimeout, 400, UNREACHABLE",
        "'', 502, UNREACHABLE",
        "'', 504, UNREACHABLE",
        "InternalError, 500, UNKNOWN"
    })
    void answersHaveTheirMeaning(String name, int status, Code expected) {
        StoreException failure = failures.of(SdkClientException.create("x", answer(name, status)));

        assertThat(failure.code()).isEqualTo(expected);
        assertThat(failure.getMessage()).contains("bucket b at host").contains("status " + status);
    }

    @Test
    void whatAServerSaysIsNotRepeated() {
        StoreException failure = failures.of(answer("<script>hunter2</script>", 403));

        assertThat(failure.getMessage()).doesNotContain("hunter2");
    }

    @Test
    void brokenConnectionsAreUnreachable() {
        assertThat(codeOf(new ConnectException("x"))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(new UnknownHostException("x"))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(new SocketTimeoutException("x"))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(new IOException("reset"))).isEqualTo(Code.UNREACHABLE);
        assertThat(codeOf(new IOException("wrapped", new UnknownHostException("x"))))
                .isEqualTo(Code.UNREACHABLE);
    }

    @Test
    void aRefusalOfTheGateComesThroughUnchanged() {
        StoreException refused = new StoreException(Code.INVALID, "not there");

        assertThat(failures.of(SdkClientException.create("x", new IOException(refused))))
                .isSameAs(refused);
    }

    private Code codeOf(IOException cause) {
        return failures.of(SdkClientException.create("x", cause)).code();
    }

    private static S3Exception answer(String name, int status) {
        return (S3Exception)
                S3Exception.builder()
                        .statusCode(status)
                        .awsErrorDetails(
                                AwsErrorDetails.builder()
                                        .errorCode(name)
                                        .errorMessage("server text")
                                        .build())
                        .build();
    }
}
