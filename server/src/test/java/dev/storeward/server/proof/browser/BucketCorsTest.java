package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.NewKey;
import dev.storeward.server.Http;
import dev.storeward.server.RunningServer;
import dev.storeward.server.RunningServer.Member;
import dev.storeward.server.http.origin.CallerOrigin;
import java.net.URI;
import java.util.List;
import java.util.function.Consumer;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CORSRule;
import software.amazon.awssdk.services.s3.model.S3Exception;
import tools.jackson.databind.JsonNode;

/** S3's way to say which pages may use what the tenant has: its one list of origins. */
class BucketCorsTest extends BrowserFixture {
    private static final SdkHttpClient CONNECTIONS = Apache5HttpClient.create();
    private static final List<String> METHODS = List.of("DELETE", "GET", "HEAD", "POST", "PUT");

    private static S3Client client(Member member) {
        Keys.Issued key =
                server.service(Keys.class)
                        .createSigning(
                                server.admin(),
                                member.userId(),
                                new NewKey("s3", null),
                                InSameTransaction.nothing());
        return S3Client.builder()
                .endpointOverride(URI.create(server.url() + "/s3"))
                .region(Region.US_EAST_1)
                .forcePathStyle(true)
                .httpClient(CONNECTIONS)
                .credentialsProvider(
                        StaticCredentialsProvider.create(
                                AwsBasicCredentials.create(
                                        key.key().prefix(), key.secret().reveal())))
                .build();
    }

    /** A supervisor of a new tenant. */
    private static Member supervisor() {
        return server.member(server.tenant(server.member(1 << 20)), "supervisor");
    }

    private static CORSRule rule(String origin, Consumer<CORSRule.Builder> more) {
        CORSRule.Builder rule =
                CORSRule.builder()
                        .allowedOrigins(origin)
                        .allowedMethods(METHODS)
                        .allowedHeaders("*")
                        .exposeHeaders("ETag")
                        .maxAgeSeconds(60);
        more.accept(rule);
        return rule.build();
    }

    private static void put(S3Client s3, String bucket, CORSRule... rules) {
        s3.putBucketCors(put -> put.bucket(bucket).corsConfiguration(all -> all.corsRules(rules)));
    }

    private static List<CORSRule> get(S3Client s3, String bucket) {
        return s3.getBucketCors(get -> get.bucket(bucket)).corsRules();
    }

    private static String refusal(ThrowingCallable call) {
        S3Exception refused = catchThrowableOfType(S3Exception.class, call);
        return refused.statusCode() + " " + refused.awsErrorDetails().errorCode();
    }

    private static JsonNode listed(Member member) {
        return new Http(server, RunningServer.ADMIN_KEY).get(cors(member)).json();
    }

    @Test
    void aSupervisorPutsReadsAndDeletesTheListOfTheTenant() {
        Member member = supervisor();
        S3Client s3 = client(member);
        String whole = member.slug();
        s3.createBucket(make -> make.bucket("photos"));
        assertThat(refusal(() -> get(s3, whole))).isEqualTo("404 NoSuchCORSConfiguration");

        put(
                s3,
                whole,
                rule("https://put.example", r -> r.id("one")),
                rule("https://*.wild.example", r -> {}),
                rule("https://put.example", r -> {}));

        assertThat(listed(member).toString())
                .isEqualTo(
                        "{\"allowed_origins\":[\"https://put.example\",\"https://*.wild.example\"],\"max_age_seconds\":60}");
        CORSRule expected =
                CORSRule.builder()
                        .allowedOrigins("https://put.example", "https://*.wild.example")
                        .allowedMethods(METHODS)
                        .allowedHeaders("*")
                        .exposeHeaders(CallerOrigin.EXPOSED)
                        .maxAgeSeconds(60)
                        .build();
        assertThat(get(s3, whole)).containsExactly(expected);
        assertThat(get(s3, "photos")).containsExactly(expected);
        assertThat(shownTo(preflight("/s3/photos/a", "https://a.wild.example", "PUT")))
                .isEqualTo("https://a.wild.example");
        assertThat(shownTo(as(member).get(FILES + "/files", "Origin", "https://put.example")))
                .isEqualTo("https://put.example");

        s3.deleteBucketCors(delete -> delete.bucket(whole));
        assertThat(refusal(() -> get(s3, "photos"))).isEqualTo("404 NoSuchCORSConfiguration");
        assertThat(corsHeaders(preflight("/s3/photos/a", "https://put.example", "PUT"))).isEmpty();
        s3.deleteBucketCors(delete -> delete.bucket("photos"));
    }

    @Test
    void aMemberReadsTheListAndChangesNothing() {
        Member member = allowing("https://kept.example");
        S3Client s3 = client(member);
        String whole = member.slug();

        assertThat(get(s3, whole).getFirst().allowedOrigins())
                .containsExactly("https://kept.example");
        assertThat(refusal(() -> put(s3, whole, rule("https://x.example", r -> {}))))
                .isEqualTo("403 AccessDenied");
        assertThat(refusal(() -> s3.deleteBucketCors(delete -> delete.bucket(whole))))
                .isEqualTo("403 AccessDenied");
        assertThat(listed(member).at("/allowed_origins/0").asString())
                .isEqualTo("https://kept.example");
    }

    @Test
    void noBucketHasOriginsOfItsOwn() {
        Member member = supervisor();
        S3Client s3 = client(member);
        s3.createBucket(make -> make.bucket("photos"));
        put(s3, member.slug(), rule("https://all.example", r -> {}));

        assertThat(refusal(() -> put(s3, "photos", rule("https://x.example", r -> {}))))
                .isEqualTo("501 NotImplemented");
        assertThat(refusal(() -> s3.deleteBucketCors(delete -> delete.bucket("photos"))))
                .isEqualTo("501 NotImplemented");
        assertThat(refusal(() -> get(s3, "none"))).isEqualTo("404 NoSuchBucket");
        assertThat(listed(member).at("/allowed_origins/0").asString())
                .isEqualTo("https://all.example");
    }

    @ParameterizedTest
    @CsvSource({
        "https://a.example, 'GET,HEAD',                 *,             60,     501 NotImplemented",
        "https://a.example, 'GET,HEAD,PUT,POST,DELETE', authorization, 60,     501 NotImplemented",
        "*.a.example,       'GET,HEAD,PUT,POST,DELETE', *,             60,     501 NotImplemented",
        "https://*,         'GET,HEAD,PUT,POST,DELETE', *,             60,     501 NotImplemented",
        "https://a.example, 'GET,HEAD,PUT,POST,DELETE', *,             90000,  400 InvalidArgument",
        "https://a.example, 'GET,HEAD,PUT,POST,PATCH',  *,             60,     400 InvalidRequest",
    })
    void aRuleThatWouldAllowMoreThanItSaysIsRefused(
            String origin, String methods, String header, int age, String expected) {
        Member member = supervisor();
        CORSRule rule =
                rule(
                        origin,
                        r ->
                                r.allowedMethods(methods.split(",", -1))
                                        .allowedHeaders(header)
                                        .maxAgeSeconds(age));

        assertThat(refusal(() -> put(client(member), member.slug(), rule))).isEqualTo(expected);
        assertThat(listed(member).at("/allowed_origins")).isEmpty();
    }
}
