package dev.storeward.server.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class S3CodeTest {

    @Test
    @DisplayName("each code is there once, with a status that is an error's and a sentence")
    void codes() {
        assertThat(Arrays.stream(S3Code.values()).map(S3Code::text)).doesNotHaveDuplicates();
        assertThat(S3Code.values())
                .allMatch(code -> code.status() >= 304 && code.status() < 600)
                .allMatch(code -> !code.message().isEmpty());
    }

    @ParameterizedTest
    @DisplayName("clients act upon these")
    @CsvSource({
        "NO_SUCH_KEY, NoSuchKey, 404",
        "NO_SUCH_BUCKET, NoSuchBucket, 404",
        "NO_SUCH_UPLOAD, NoSuchUpload, 404",
        "BUCKET_ALREADY_OWNED_BY_YOU, BucketAlreadyOwnedByYou, 409",
        "BUCKET_NOT_EMPTY, BucketNotEmpty, 409",
        "PRECONDITION_FAILED, PreconditionFailed, 412",
        "NOT_MODIFIED, NotModified, 304",
        "INVALID_RANGE, InvalidRange, 416",
        "KEY_TOO_LONG, KeyTooLongError, 400",
        "MISSING_CONTENT_LENGTH, MissingContentLength, 411",
        "QUOTA_EXCEEDED, QuotaExceeded, 403",
        "SIGNATURE_DOES_NOT_MATCH, SignatureDoesNotMatch, 403",
        "REQUEST_TIME_TOO_SKEWED, RequestTimeTooSkewed, 403",
        "NOT_IMPLEMENTED, NotImplemented, 501",
        "SLOW_DOWN, SlowDown, 503"
    })
    void known(S3Code code, String text, int status) {
        assertThat(code.text()).isEqualTo(text);
        assertThat(code.status()).isEqualTo(status);
    }

    @Test
    @DisplayName("the details of a refusal are for the client and in no log")
    void details() {
        S3Exception refusal =
                new S3Exception(S3Code.ACCESS_DENIED, "No.", Map.of("StringToSign", "secret"));
        assertThat(refusal.details()).containsEntry("StringToSign", "secret");
        assertThat(refusal.message()).isEqualTo("No.");
        assertThat(refusal.toString()).doesNotContain("secret");
        assertThat(new S3Exception(S3Code.ACCESS_DENIED).message()).isEqualTo("Access Denied");
    }
}
