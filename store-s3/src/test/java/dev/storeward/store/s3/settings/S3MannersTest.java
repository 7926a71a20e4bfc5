package dev.storeward.store.s3.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.Capabilities;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.Connector.Place;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.PlaceProbe.Reach;
import dev.storeward.store.connector.Profile;
import dev.storeward.store.connector.Profile.Trait;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How an S3 backend is spoken to: as was said, else as was proven, else as is usual. */
final class S3MannersTest {
    private static final Credential KEYS =
            new Credential(
                    Map.of("access_key", Secret.of("AKIA1"), "secret_key", Secret.of("secret")));

    private final Loopback tenants = new Loopback();
    private final Loopback operator = new Loopback(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private final S3Connector connector = Loopback.connector();
    private final S3Connector elsewhere =
            new S3Connector(
                    new AmazonSettings(
                            Optional.of(URI.create("https://s3.internal.example:9000")),
                            Optional.empty(),
                            "",
                            Credential.none(),
                            operator),
                    InstantSource.system(),
                    new SecureRandom());

    @AfterEach
    void close() {
        connector.close();
        elsewhere.close();
    }

    @Test
    void theFirstHopIsTheHostThatIsConnectedTo() {
        assertThat(reach(Map.of()))
                .isEqualTo(new Reach(https("bucket.s3.eu-central-1.amazonaws.com"), tenants));
        assertThat(reach(Map.of("bucket", "a.b")))
                .isEqualTo(new Reach(https("s3.eu-central-1.amazonaws.com"), tenants));
        assertThat(reach(Map.of("region", "cn-north-1")))
                .isEqualTo(new Reach(https("bucket.s3.cn-north-1.amazonaws.com.cn"), tenants));
        assertThat(reach(Map.of("accelerated", "true")))
                .isEqualTo(new Reach(https("bucket.s3-accelerate.amazonaws.com"), tenants));
        assertThat(reach(Map.of("endpoint", "http://minio.example.com:9000")))
                .isEqualTo(new Reach(URI.create("http://minio.example.com:9000"), tenants));
        assertThat(reach(Map.of("endpoint", "https://minio.example.com", "path_style", "false")))
                .isEqualTo(new Reach(https("bucket.minio.example.com"), tenants));
    }

    @Test
    void theOperatorsEndpointStandsInAmazonsPlace() {
        assertThat(elsewhere.probe().reach(spec(Map.of()), tenants))
                .contains(new Reach(https("s3.internal.example:9000"), operator));
        assertThat(elsewhere.place(spec(Map.of())))
                .isEqualTo(new Place("s3", "bucket", ""))
                .isEqualTo(connector.place(spec(Map.of())));
        assertThat(
                        elsewhere
                                .probe()
                                .reach(
                                        spec(Map.of("endpoint", "https://minio.example.com")),
                                        tenants))
                .contains(new Reach(https("minio.example.com"), tenants));
        assertThat(link(elsewhere, spec(Map.of())))
                .startsWith("https://s3.internal.example:9000/bucket/a?");
    }

    @Test
    void anAcceleratedBucketIsReachedByAmazonsAcceleratedName() {
        assertThat(link(connector, spec(Map.of("accelerated", "true"))))
                .startsWith("https://bucket.s3-accelerate.amazonaws.com/a?");
    }

    @Test
    void theFormsThatAreTriedAreTheLikeliestFirst() {
        assertThat(styles(connector, Map.of())).containsExactly(false);
        assertThat(styles(connector, Map.of("bucket", "a.b"))).containsExactly(true);
        assertThat(styles(connector, Map.of("endpoint", "https://minio.example.com")))
                .containsExactly(true, false);
        assertThat(styles(connector, Map.of("endpoint", "https://203.0.113.7")))
                .containsExactly(true);
        assertThat(styles(connector, Map.of("endpoint", "https://[2001:db8::1]:9000")))
                .containsExactly(true);
        assertThat(styles(elsewhere, Map.of())).containsExactly(true, false);
        BackendSpec said = spec(Map.of("path_style", "false"));
        assertThat(connector.probe().variants(said)).containsExactly(said);
    }

    @Test
    void whatARegistrarSaidGoesBeforeWhatWasProvenAndThatBeforeWhatIsUsual() {
        Profile proven =
                Profile.unknown()
                        .with(Trait.PATH_STYLE, false)
                        .with(Trait.CONDITIONAL_PUT, true)
                        .with(Trait.COPY, false)
                        .with(Trait.MULTIPART, false)
                        .with(Trait.PRESIGN, false);
        BackendSpec other = spec(Map.of("endpoint", "https://minio.example.com"));
        BackendSpec said =
                spec(
                        Map.of(
                                "endpoint", "https://minio.example.com",
                                "path_style", "true",
                                "conditional_put", "false"));

        assertThat(capabilities(other)).isEqualTo(new Capabilities(false, true, true, true));
        assertThat(capabilities(spec(Map.of())))
                .isEqualTo(new Capabilities(true, true, true, true));
        assertThat(capabilities(other.with(proven)))
                .isEqualTo(new Capabilities(true, false, false, false));
        assertThat(capabilities(said.with(proven)))
                .isEqualTo(new Capabilities(false, false, false, false));
        assertThat(link(connector, other)).startsWith("https://minio.example.com/bucket/a?");
        assertThat(link(connector, other.with(Profile.unknown().with(Trait.PATH_STYLE, false))))
                .startsWith("https://bucket.minio.example.com/a?");
        assertThat(link(connector, said.with(Profile.unknown().with(Trait.PATH_STYLE, false))))
                .startsWith("https://minio.example.com/bucket/a?");
    }

    @Test
    void aStoreWithoutPartsOrCopiesOffersNone() {
        BackendSpec plain =
                spec(Map.of("endpoint", "https://minio.example.com"))
                        .with(
                                Profile.unknown()
                                        .with(Trait.MULTIPART, false)
                                        .with(Trait.COPY, false)
                                        .with(Trait.PRESIGN, false));
        try (ObjectStore store = connector.open(plain, KEYS, tenants)) {
            ObjectKey key = new ObjectKey("a");

            assertThat(store.multipart()).isEmpty();
            assertThat(
                            store.copyFrom(
                                    store,
                                    new ObjectCopy(
                                            key, new ObjectKey("b"), 1, PutOptions.defaults())))
                    .isFalse();
            assertThat(store.presign(request())).isEmpty();
            StoreException failure =
                    catchThrowableOfType(
                            StoreException.class,
                            () ->
                                    store.put(
                                            key,
                                            Content.once(
                                                    new ByteArrayInputStream(new byte[9 << 20]),
                                                    OptionalLong.empty()),
                                            PutOptions.defaults()));
            assertThat(failure.reason()).isEqualTo(Reason.NOT_IMPLEMENTED);
            assertThat(failure.getMessage()).contains("takes no objects in parts");
        }
    }

    @Test
    void theSmallestPartIsWhatWasFound() {
        BackendSpec other = spec(Map.of());
        try (ObjectStore usual = connector.open(other, KEYS, tenants);
                ObjectStore found =
                        connector.open(
                                other.with(Profile.unknown().withMultipartMinimum(1 << 20)),
                                KEYS,
                                tenants)) {
            assertThat(usual.multipart().orElseThrow().minimumPartSize()).isEqualTo(5 << 20);
            assertThat(found.multipart().orElseThrow().minimumPartSize()).isEqualTo(1 << 20);
        }
    }

    @Test
    void linksThroughCloudFrontAreRefused() {
        BackendSpec spec =
                spec(
                        Map.of(
                                "cloudfront_domain", "d111111abcdef8.cloudfront.net",
                                "cloudfront_key_id", "K2JCJMDEHXQW5F"));
        try (ObjectStore store = connector.open(spec, KEYS, tenants)) {
            StoreException failure =
                    catchThrowableOfType(StoreException.class, () -> store.presign(request()));

            assertThat(store.capabilities().presign()).isFalse();
            assertThat(failure.code()).isEqualTo(Code.INVALID);
            assertThat(failure.reason()).isEqualTo(Reason.NOT_IMPLEMENTED);
            assertThat(failure.getMessage()).contains("CloudFront").contains("cloudfront_domain");
        }
    }

    private Reach reach(Map<String, String> settings) {
        return connector.probe().reach(spec(settings), tenants).orElseThrow();
    }

    private Capabilities capabilities(BackendSpec spec) {
        try (ObjectStore store = connector.open(spec, KEYS, tenants)) {
            return store.capabilities();
        }
    }

    private String link(S3Connector of, BackendSpec spec) {
        try (ObjectStore store = of.open(spec, KEYS, tenants)) {
            return store.presign(request()).orElseThrow().toString();
        }
    }

    private static PresignRequest request() {
        return new PresignRequest(
                new ObjectKey("a"), PresignRequest.Method.GET, Duration.ofMinutes(1), "");
    }

    private List<Boolean> styles(S3Connector of, Map<String, String> settings) {
        return of.probe().variants(spec(settings)).stream()
                .map(form -> form.profile().get(Trait.PATH_STYLE).orElseThrow())
                .toList();
    }

    private static URI https(String authority) {
        return URI.create("https://" + authority);
    }

    private static BackendSpec spec(Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of("bucket", "bucket", "region", "eu-central-1"));
        all.putAll(settings);
        return new BackendSpec("s3", all);
    }
}
