package dev.storeward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.store.BackendSpec;
import dev.storeward.store.Capabilities;
import dev.storeward.store.Connector.Place;
import dev.storeward.store.Connector.Reach;
import dev.storeward.store.ConnectorSchema.FieldProblem;
import dev.storeward.store.Content;
import dev.storeward.store.Credential;
import dev.storeward.store.ObjectCopy;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PresignRequest;
import dev.storeward.store.Profile;
import dev.storeward.store.Profile.Trait;
import dev.storeward.store.PutOptions;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.StoreException.Reason;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fields of an S3 backend mean, without a server. */
final class S3FieldsTest {
    private static final String ROLE = "arn:aws:iam::123456789012:role/team/storeward";
    private static final Credential KEYS =
            new Credential(
                    Map.of("access_key", Secret.of("AKIA1"), "secret_key", Secret.of("secret")));

    private final Loopback tenants = new Loopback();
    private final Loopback operator = new Loopback(Duration.ofSeconds(1), Duration.ofSeconds(1));
    private final S3Connector connector = Loopback.connector();
    private final S3Connector elsewhere =
            new S3Connector(
                    new Amazon(
                            Optional.of(URI.create("https://s3.internal.example:9000")),
                            Optional.empty(),
                            "",
                            Credential.none(),
                            operator),
                    InstantSource.system());

    @AfterEach
    void close() {
        connector.close();
        elsewhere.close();
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    bucket, a/b
                    endpoint, https://user:pw@minio.example.com
                    endpoint, ftp://minio.example.com
                    region, EU West
                    region, ''
                    prefix, a//b
                    role_arn, arn:aws:iam::12345:role/x
                    role_arn, arn:aws:iam::123456789012:user/x
                    role_arn, arn:aws:sts::123456789012:assumed-role/x/y
                    role_arn, arn:aws-iso:iam::123456789012:role/x
                    role_arn, arn:aws:iam::123456789012:role/a b
                    cloudfront_domain, https://d111.cloudfront.net
                    cloudfront_domain, nodots
                    cloudfront_domain, 127.0.0.1
                    cloudfront_key_id, k2jcjmdehxqw5f
                    """)
    void aValueOfNoUseIsToldByItsField(String field, String value) {
        assertThat(
                        problems(
                                spec(
                                        with(
                                                Map.of("cloudfront_domain", "d.example.com"),
                                                field,
                                                value)),
                                KEYS))
                .contains(field);
    }

    @Test
    void everythingWrongIsToldAtOnce() {
        assertThat(
                        problems(
                                new BackendSpec(
                                        "s3",
                                        Map.of(
                                                "bucket", "/",
                                                "role_arn", "nobody",
                                                "prefix", "../x",
                                                "cloudfront_key_id", "KEY1234567890")),
                                KEYS))
                .containsExactly(
                        "bucket",
                        "region",
                        "prefix",
                        "role_arn",
                        "cloudfront_domain",
                        "access_key",
                        "secret_key");
    }

    @ParameterizedTest
    @CsvSource({
        "arn:aws:iam::123456789012:role/x",
        "arn:aws-cn:iam::123456789012:role/x",
        "arn:aws-us-gov:iam::123456789012:role/path/x_y+=.@-"
    })
    void aRoleNeedsNoKeys(String arn) {
        assertThat(problems(spec(Map.of("role_arn", arn)), Credential.none())).isEmpty();
    }

    @Test
    void keysAreNeededWithoutARoleAndRefusedWithOne() {
        assertThat(problems(spec(Map.of()), Credential.none()))
                .containsExactly("access_key", "secret_key");
        assertThat(
                        problems(
                                spec(Map.of()),
                                new Credential(Map.of("access_key", Secret.of("AKIA1")))))
                .containsExactly("secret_key");
        assertThat(problems(spec(Map.of()), KEYS)).isEmpty();
        assertThat(problems(spec(Map.of("role_arn", ROLE)), KEYS))
                .containsExactly("access_key", "secret_key");
    }

    @Test
    void rolesAndAccelerationAreAmazons() {
        Map<String, String> other = Map.of("endpoint", "https://minio.example.com");

        assertThat(problems(spec(with(other, "role_arn", ROLE)), Credential.none()))
                .containsExactly("role_arn");
        assertThat(problems(spec(with(other, "accelerated", "true")), KEYS))
                .containsExactly("accelerated");
        assertThat(problems(spec(Map.of("accelerated", "true", "path_style", "true")), KEYS))
                .containsExactly("accelerated");
        assertThat(problems(spec(Map.of("accelerated", "true", "bucket", "a.b")), KEYS))
                .containsExactly("accelerated");
        assertThat(
                        problems(
                                spec(
                                        Map.of(
                                                "accelerated",
                                                "true",
                                                "endpoint",
                                                "https://s3.eu-west-1.amazonaws.com")),
                                KEYS))
                .isEmpty();
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
        assertThat(elsewhere.reach(spec(Map.of()), tenants))
                .contains(new Reach(https("s3.internal.example:9000"), operator));
        assertThat(elsewhere.place(spec(Map.of())))
                .isEqualTo(new Place("s3", "bucket", ""))
                .isEqualTo(connector.place(spec(Map.of())));
        assertThat(elsewhere.reach(spec(Map.of("endpoint", "https://minio.example.com")), tenants))
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
        assertThat(connector.variants(said)).containsExactly(said);
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
        return connector.reach(spec(settings), tenants).orElseThrow();
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
        return of.variants(spec(settings)).stream()
                .map(form -> form.profile().get(Trait.PATH_STYLE).orElseThrow())
                .toList();
    }

    private List<String> problems(BackendSpec spec, Credential credential) {
        return connector.problems(spec, credential).stream().map(FieldProblem::field).toList();
    }

    private static URI https(String authority) {
        return URI.create("https://" + authority);
    }

    private static Map<String, String> with(Map<String, String> some, String name, String value) {
        Map<String, String> more = new HashMap<>(some);
        more.put(name, value);
        return more;
    }

    private static BackendSpec spec(Map<String, String> settings) {
        Map<String, String> all =
                new HashMap<>(Map.of("bucket", "bucket", "region", "eu-central-1"));
        all.putAll(settings);
        return new BackendSpec("s3", all);
    }
}
