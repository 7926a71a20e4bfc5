package dev.storeward.store.azure;

import static org.assertj.core.api.Assertions.assertThat;

import com.azure.core.http.HttpHeaderName;
import com.azure.core.http.HttpHeaders;
import com.azure.core.http.HttpMethod;
import com.azure.core.http.HttpRequest;
import com.azure.core.http.HttpResponse;
import com.azure.storage.blob.models.BlobStorageException;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.security.cert.CertificateExpiredException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

final class AzureFailuresTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private final AzureFailures failures =
            new AzureFailures("container c of the storage account a", InstantSource.fixed(NOW));

    @ParameterizedTest
    @CsvSource({
        "BlobNotFound, 404, NOT_FOUND, UNSPECIFIED",
        "ContainerNotFound, 404, BUCKET_NOT_FOUND, UNSPECIFIED",
        "ResourceNotFound, 404, BUCKET_NOT_FOUND, UNSPECIFIED",
        "CannotVerifyCopySource, 403, INVALID, NOT_IMPLEMENTED",
        "ContainerBeingDeleted, 409, BUCKET_NOT_FOUND, UNSPECIFIED",
        "BlobAlreadyExists, 409, ALREADY_EXISTS, UNSPECIFIED",
        "ConditionNotMet, 412, ALREADY_EXISTS, UNSPECIFIED",
        "AuthenticationFailed, 403, UNAUTHENTICATED, SECRET_WRONG",
        "InvalidAuthenticationInfo, 400, UNAUTHENTICATED, SECRET_WRONG",
        "KeyBasedAuthenticationNotPermitted, 403, FORBIDDEN, UNSPECIFIED",
        "AuthorizationPermissionMismatch, 403, FORBIDDEN, UNSPECIFIED",
        "AccountIsDisabled, 403, FORBIDDEN, ACCOUNT_DISABLED",
        "LeaseIdMissing, 412, FORBIDDEN, UNSPECIFIED",
        "BlobImmutableDueToPolicy, 409, RETAINED, UNSPECIFIED",
        "BlobArchived, 409, ARCHIVED, UNSPECIFIED",
        "BlobBeingRehydrated, 409, ARCHIVED, UNSPECIFIED",
        "InvalidBlockList, 400, INVALID, UNSPECIFIED",
        "InvalidRange, 416, INVALID, UNSPECIFIED",
        "RequestBodyTooLarge, 413, INVALID, UNSPECIFIED",
        "FeatureVersionMismatch, 409, INVALID, NOT_IMPLEMENTED",
        "Md5Mismatch, 400, CORRUPT, UNSPECIFIED",
        "ServerBusy, 503, THROTTLED, UNSPECIFIED",
        "OperationTimedOut, 500, UNREACHABLE, SILENT",
        "InternalError, 500, UNKNOWN, UNSPECIFIED",
        "'', 403, FORBIDDEN, UNSPECIFIED",
        "'', 404, NOT_FOUND, UNSPECIFIED",
        "'', 429, THROTTLED, UNSPECIFIED",
        "'', 502, UNREACHABLE, UNSPECIFIED",
        "'', 507, FULL, UNSPECIFIED"
    })
    void answersHaveTheirMeaning(String name, int status, Code code, Reason reason) {
        HttpHeaders headers = azure();
        if (!name.isEmpty()) {
            headers.set(AzureFailures.ERROR_CODE, name);
        }

        StoreException failure = failures.answered(new Told(status, headers));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.reason()).isEqualTo(reason);
        assertThat(failure.getMessage())
                .contains("container c of the storage account a")
                .endsWith("status " + status + ").");
        assertThat(failures.of(new BlobStorageException("hunter2", new Told(status, headers), "x")))
                .hasMessage(failure.getMessage());
    }

    @ParameterizedTest
    @CsvSource({
        "'Fri, 02 Jan 2026 03:04:59 GMT', SECRET_WRONG",
        "'Fri, 02 Jan 2026 04:04:05 GMT', CLOCK_SKEWED",
        "'Fri, 02 Jan 2026 02:04:05 GMT', CLOCK_SKEWED",
        "'yesterday', SECRET_WRONG"
    })
    void aClockThatIsWrongIsToldFromAKeyThatIs(String date, Reason reason) {
        HttpHeaders headers = azure().set(AzureFailures.ERROR_CODE, "AuthenticationFailed");
        headers.set(HttpHeaderName.DATE, date);

        assertThat(failures.answered(new Told(403, headers)).reason()).isEqualTo(reason);
    }

    @Test
    void theCloudsNetworkRulesAreToldFromAnEmulatorsWrongKey() {
        HttpHeaders headers = azure().set(AzureFailures.ERROR_CODE, "AuthorizationFailure");
        headers.set(HttpHeaderName.SERVER, "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0");

        StoreException cloud = failures.answered(new Told(403, headers));
        headers.set(HttpHeaderName.SERVER, "Azurite-Blob/3.35.0");
        StoreException emulator = failures.answered(new Told(403, headers));

        assertThat(cloud.code()).isEqualTo(Code.FORBIDDEN);
        assertThat(cloud.getMessage()).contains("network rules");
        assertThat(emulator.code()).isEqualTo(Code.UNAUTHENTICATED);
    }

    @Test
    void whatAServerSaysIsNotRepeated() {
        HttpHeaders headers = azure().set(AzureFailures.ERROR_CODE, "<script>hunter2</script>");

        assertThat(failures.answered(new Told(403, headers)).getMessage())
                .doesNotContain("hunter2");
    }

    @Test
    void brokenConnectionsHaveTheirReason() {
        Map.of(
                        new UnknownHostException("x"),
                        Reason.NAME_UNRESOLVED,
                        new ConnectException("x"),
                        Reason.CONNECTION_REFUSED,
                        new SocketTimeoutException("Connect timed out"),
                        Reason.CONNECT_TIMEOUT,
                        new SocketTimeoutException("timeout"),
                        Reason.SILENT,
                        new EOFException("x"),
                        Reason.BROKEN,
                        new IOException("reset"),
                        Reason.BROKEN,
                        new SSLPeerUnverifiedException("x"),
                        Reason.TLS_NAME_MISMATCH,
                        new SSLException("x"),
                        Reason.TLS_FAILED,
                        expired(),
                        Reason.TLS_EXPIRED)
                .forEach((cause, reason) -> {
                    StoreException failure = failures.of(new UncheckedIOException(cause));
                    assertThat(failure.code()).isEqualTo(Code.UNREACHABLE);
                    assertThat(failure.reason()).as(cause.toString()).isEqualTo(reason);
                });
    }

    private static SSLException expired() {
        SSLException failure = new SSLHandshakeException("x");
        failure.initCause(new CertificateExpiredException("x"));
        return failure;
    }

    @Test
    void aRefusalOfTheGateComesThroughUnchanged() {
        StoreException refused = new StoreException(Code.INVALID, "not there");

        assertThat(failures.of(new IllegalStateException(refused))).isSameAs(refused);
    }

    private static HttpHeaders azure() {
        return new HttpHeaders().set(AzureFailures.REQUEST_ID, "1");
    }

    /** An answer without a body. */
    private static final class Told extends HttpResponse {
        private final int status;
        private final HttpHeaders headers;

        Told(int status, HttpHeaders headers) {
            super(new HttpRequest(HttpMethod.GET, "http://127.0.0.1/"));
            this.status = status;
            this.headers = headers;
        }

        @Override
        public int getStatusCode() {
            return status;
        }

        @Override
        @Deprecated
        public String getHeaderValue(String name) {
            return headers.getValue(HttpHeaderName.fromString(name));
        }

        @Override
        public HttpHeaders getHeaders() {
            return headers;
        }

        @Override
        public Flux<ByteBuffer> getBody() {
            return Flux.empty();
        }

        @Override
        public Mono<byte[]> getBodyAsByteArray() {
            return Mono.empty();
        }

        @Override
        public Mono<String> getBodyAsString() {
            return Mono.empty();
        }

        @Override
        public Mono<String> getBodyAsString(Charset charset) {
            return Mono.empty();
        }
    }
}
