package dev.storeward.store.s3.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.Secret;
import dev.storeward.store.connector.BackendSpec;
import dev.storeward.store.connector.ConnectorSchema.FieldProblem;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.s3.Loopback;
import dev.storeward.store.s3.S3Connector;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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

    private List<String> problems(BackendSpec spec, Credential credential) {
        return connector.problems(spec, credential).stream().map(FieldProblem::field).toList();
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
