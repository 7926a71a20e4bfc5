package dev.storeward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector.Place;
import dev.storeward.store.connector.Credential;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class S3PlaceTest {
    private final S3Connector connector = Loopback.connector();

    @ParameterizedTest
    @CsvSource({
        "https://minio.example.com, https://minio.example.com",
        "https://MinIO.Example.COM:443/, https://minio.example.com",
        "minio.example.com, https://minio.example.com",
        "https://minio.example.com., https://minio.example.com",
        "http://minio.example.com:80, http://minio.example.com",
        "http://minio.example.com:9000, http://minio.example.com:9000",
        "https://[2001:DB8::1]:9000, https://[2001:db8::1]:9000",
        "https://s3.eu-central-1.amazonaws.com, s3",
        "'', s3"
    })
    void endpointsOfOnePlaceAreEqual(String endpoint, String expected) {
        Place place = connector.place(spec(Map.of("endpoint", endpoint)));

        assertThat(place).isEqualTo(new Place(expected, "bucket", ""));
    }

    @ParameterizedTest
    @CsvSource({"a/b, a/b", "/a/b/, a/b", "a, a", "'', ''", "/, ''"})
    void prefixesAreComparedBySegments(String prefix, String expected) {
        assertThat(connector.place(spec(Map.of("prefix", prefix))).prefix()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://user:pw@minio.example.com",
                "https://minio.example.com/path",
                "https://minio.example.com/?a=b",
                "https://minio.example.com/#f",
                "ftp://minio.example.com",
                "https://",
                "https:// spaced",
            })
    void whatIsNoEndpointIsInvalid(String endpoint) {
        assertThat(codeOf(Map.of("endpoint", endpoint))).isEqualTo(Code.INVALID);
    }

    @Test
    void bucketsRegionsAndPrefixesAreChecked() {
        assertThat(codeOf(Map.of("bucket", "a/b"))).isEqualTo(Code.INVALID);
        assertThat(codeOf(Map.of("bucket", "arn:aws:s3:::x"))).isEqualTo(Code.INVALID);
        assertThat(codeOf(Map.of("bucket", ".."))).isEqualTo(Code.INVALID);
        assertThat(codeOf(Map.of("region", "evil.example.com#"))).isEqualTo(Code.INVALID);
        assertThat(codeOf(Map.of("region", ""))).isEqualTo(Code.INVALID);
        assertThat(codeOf(Map.of("prefix", "a//b"))).isEqualTo(Code.INVALID);
        assertThat(codeOf(Map.of("prefix", "../b"))).isEqualTo(Code.INVALID);
    }

    @Test
    void bothKeysAreNeeded() {
        StoreException failure =
                catchThrowableOfType(
                        StoreException.class,
                        () -> connector.open(spec(Map.of()), Credential.none(), new Loopback()));

        assertThat(failure.code()).isEqualTo(Code.INVALID);
    }

    @Test
    void onlyAnOperatorsBucketIsReachedAsThisProcess() {
        System.setProperty("aws.accessKeyId", "AKIAOWN");
        System.setProperty("aws.secretAccessKey", "secret");
        try (ObjectStore store =
                connector.open(
                        spec(Map.of(S3Connector.OWN_IDENTITY, "true")),
                        Credential.none(),
                        new Loopback())) {
            assertThat(
                            store.presign(
                                    new PresignRequest(
                                            new ObjectKey("a"),
                                            PresignRequest.Method.GET,
                                            Duration.ofMinutes(1),
                                            "")))
                    .hasValueSatisfying(url -> assertThat(url.toString()).contains("AKIAOWN"));
        } finally {
            System.clearProperty("aws.accessKeyId");
            System.clearProperty("aws.secretAccessKey");
        }
        assertThat(
                        connector
                                .schema()
                                .problems(
                                        Secret.each(Map.of("bucket", "b", "own_identity", "true")))
                                .getFirst()
                                .field())
                .isEqualTo("own_identity");
    }

    @Test
    void theSecretFieldsAreTheKeys() {
        assertThat(connector.schema().fields().stream().filter(field -> field.secret()))
                .extracting(field -> field.name())
                .containsExactly("access_key", "secret_key");
    }

    private Code codeOf(Map<String, String> settings) {
        return catchThrowableOfType(StoreException.class, () -> connector.place(spec(settings)))
                .code();
    }

    private static BackendSpec spec(Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of("bucket", "bucket", "region", "eu-central-1"));
        all.putAll(settings);
        return new BackendSpec("s3", all);
    }
}
