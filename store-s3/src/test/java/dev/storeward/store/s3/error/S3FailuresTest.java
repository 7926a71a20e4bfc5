package dev.storeward.store.s3.error;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.outbound.ConnectionFailure;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.List;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.awscore.exception.AwsErrorDetails;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.s3.model.S3Exception;

final class S3FailuresTest {
    private final S3Failures failures = new S3Failures("bucket b at host");

    @ParameterizedTest
    @CsvSource({
        "NoSuchKey, 404, NOT_FOUND, UNSPECIFIED",
        "NoSuchBucket, 404, BUCKET_NOT_FOUND, UNSPECIFIED",
        "'', 404, NOT_FOUND, UNSPECIFIED",
        "InvalidAccessKeyId, 403, UNAUTHENTICATED, KEY_UNKNOWN",
        "SignatureDoesNotMatch, 403, UNAUTHENTICATED, SECRET_WRONG",
        "ExpiredToken, 400, UNAUTHENTICATED, TOKEN_EXPIRED",
        "InvalidToken, 400, UNAUTHENTICATED, TOKEN_EXPIRED",
        "RequestTimeTooSkewed, 403, UNAUTHENTICATED, CLOCK_SKEWED",
        "RequestExpired, 403, UNAUTHENTICATED, CLOCK_SKEWED",
        "AccessDenied, 403, FORBIDDEN, UNSPECIFIED",
        "'', 403, FORBIDDEN, UNSPECIFIED",
        "AccountProblem, 403, FORBIDDEN, ACCOUNT_DISABLED",
        "NotSignedUp, 403, FORBIDDEN, ACCOUNT_DISABLED",
        "UserSuspended, 403, FORBIDDEN, ACCOUNT_DISABLED",
        "AllAccessDisabled, 403, FORBIDDEN, ACCOUNT_DISABLED",
        "SlowDown, 503, THROTTLED, UNSPECIFIED",
        "TooManyRequests, 429, THROTTLED, UNSPECIFIED",
        "'', 503, THROTTLED, UNSPECIFIED",
        "PreconditionFailed, 412, ALREADY_EXISTS, UNSPECIFIED",
        "EntityTooLarge, 400, INVALID, UNSPECIFIED",
        "InvalidRange, 416, INVALID, UNSPECIFIED",
        "NoSuchUpload, 404, INVALID, UPLOAD_GONE",
        "PermanentRedirect, 301, INVALID, REDIRECTED",
        "TemporaryRedirect, 307, INVALID, REDIRECTED",
        "'', 302, INVALID, REDIRECTED",
        "AuthorizationHeaderMalformed, 400, INVALID, WRONG_REGION",
        "NotImplemented, 501, INVALID, NOT_IMPLEMENTED",
        "'', 501, INVALID, NOT_IMPLEMENTED",
        "MethodNotAllowed, 405, INVALID, NOT_IMPLEMENTED",
        "BadDigest, 400, CORRUPT, UNSPECIFIED",
        "XAmzContentSHA256Mismatch, 400, CORRUPT, UNSPECIFIED",
        "IncompleteBody, 400, CORRUPT, TRUNCATED",
        "QuotaExceeded, 403, FULL, UNSPECIFIED",
        "XMinioStorageFull, 507, FULL, UNSPECIFIED",
        "'', 507, FULL, UNSPECIFIED",
        "RequestTimeout, 400, UNREACHABLE, UNSPECIFIED",
        "'', 502, UNREACHABLE, UNSPECIFIED",
        "'', 504, UNREACHABLE, UNSPECIFIED",
        "InternalError, 500, UNKNOWN, UNSPECIFIED"
    })
    void answersHaveTheirMeaning(String name, int status, Code expected, Reason reason) {
        StoreException failure = failures.of(SdkClientException.create("x", answer(name, status)));

        assertThat(failure.code()).isEqualTo(expected);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage()).contains("bucket b at host").contains("status " + status);
    }

    @Test
    void whatAServerSaysIsNotRepeated() {
        StoreException failure = failures.of(answer("<script>hunter2</script>", 403));

        assertThat(failure.getMessage()).doesNotContain("hunter2");
    }

    static List<Arguments> connections() {
        return List.of(
                arguments(new ConnectException("x"), Reason.CONNECTION_REFUSED),
                arguments(new NoRouteToHostException("x"), Reason.CONNECTION_REFUSED),
                arguments(new SocketTimeoutException("Connect timed out"), Reason.CONNECT_TIMEOUT),
                arguments(new ConnectException("Connection timed out"), Reason.CONNECT_TIMEOUT),
                arguments(new UnknownHostException("x"), Reason.NAME_UNRESOLVED),
                arguments(new SocketTimeoutException("Read timed out"), Reason.SILENT),
                arguments(new IOException("reset"), Reason.BROKEN),
                arguments(new EOFException("x"), Reason.TRUNCATED),
                arguments(
                        new IOException("Premature end of Content-Length delimited message body"),
                        Reason.TRUNCATED),
                arguments(
                        new IOException("wrapped", new UnknownHostException("x")),
                        Reason.NAME_UNRESOLVED),
                arguments(new SSLHandshakeException("x"), Reason.TLS_FAILED),
                arguments(new SSLPeerUnverifiedException("x"), Reason.TLS_NAME_MISMATCH),
                arguments(
                        tls(new CertificateException("No name matching a.example found")),
                        Reason.TLS_NAME_MISMATCH),
                arguments(
                        tls(
                                new CertificateException(
                                        "No subject alternative DNS name matching a found.")),
                        Reason.TLS_NAME_MISMATCH),
                arguments(
                        tls(
                                new CertificateException(
                                        "PKIX path building failed",
                                        new CertPathBuilderException("no path"))),
                        Reason.TLS_UNTRUSTED),
                arguments(
                        tls(
                                new CertificateException(
                                        "PKIX path validation failed",
                                        new CertPathValidatorException(
                                                "x", new CertificateExpiredException("x")))),
                        Reason.TLS_EXPIRED),
                arguments(tls(new CertificateNotYetValidException("x")), Reason.TLS_EXPIRED));
    }

    @ParameterizedTest
    @MethodSource("connections")
    void brokenConnectionsAreUnreachableAndTellWhy(IOException cause, Reason reason) {
        StoreException failure = failures.of(SdkClientException.create("x", cause));

        assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage())
                .startsWith("The bucket b at host ")
                .contains(ConnectionFailure.words(reason))
                .endsWith(".");
    }

    private static SSLHandshakeException tls(CertificateException cause) {
        SSLHandshakeException failure = new SSLHandshakeException("handshake");
        failure.initCause(cause);
        return failure;
    }

    @Test
    void aRefusalOfTheGateComesThroughUnchanged() {
        StoreException refused = new StoreException(Code.INVALID, "not there");

        assertThat(failures.of(SdkClientException.create("x", new IOException(refused))))
                .isSameAs(refused);
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
