package dev.storeward.server.proof.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.core.access.Caller;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.user.Keys;
import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer.Member;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/** A page of an allowed origin sends requests and reads what is answered, at every door for it. */
class CrossOriginTest extends BrowserFixture {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/storage/upload",
                "/api/v1/storage/objects/organizations/1/files/2/a%20b.txt",
                "/api/v1/storage/resumable",
                "/api/v1/storage/resumable/0198",
                "/links/token",
                "/uploads/token",
                "/s3/bucket/key",
                "/s3"
            })
    void aBrowserMayAskBeforeThereIsAKey(String path) {
        allowing("https://before.example");

        Answer answer =
                preflight(
                        path,
                        "https://before.example",
                        "PATCH",
                        "Access-Control-Request-Headers",
                        "authorization,content-type,upload-offset");

        assertThat(answer.status()).isEqualTo(204);
        assertThat(answer.body()).isEmpty();
        assertThat(shownTo(answer)).isEqualTo("https://before.example");
        assertThat(answer.header("Access-Control-Allow-Methods"))
                .isEqualTo("GET, HEAD, POST, PUT, PATCH, DELETE");
        assertThat(answer.header("Access-Control-Allow-Headers"))
                .isEqualTo("authorization,content-type,upload-offset");
        assertThat(answer.header("Access-Control-Max-Age")).isEqualTo("600");
        assertThat(answer.headers().allValues("Vary"))
                .containsExactly(
                        "Origin, Access-Control-Request-Method, Access-Control-Request-Headers");
        assertThat(answer.header("X-Request-Id")).isNotEmpty();
        assertThat(corsHeaders(answer))
                .containsExactly(
                        "access-control-allow-headers",
                        "access-control-allow-methods",
                        "access-control-allow-origin",
                        "access-control-max-age");
    }

    @Test
    void aPageOfTheCallersTenantReadsItsFilesAndItsErrors() {
        Member member = allowing("https://app.example");
        String file = file(member);
        String[] page = {"Origin", "https://app.example"};

        Answer read = as(member).get(file, page);
        assertThat(read.text()).isEqualTo("hello");
        assertThat(shownTo(read)).isEqualTo("https://app.example");
        assertThat(read.header("Access-Control-Expose-Headers"))
                .contains("ETag", "Content-Range", "Content-Disposition", "X-Request-Id")
                .contains("Location", "Upload-Offset", "Tus-Resumable", "Storeward-File-Id")
                .contains("Retry-After", "x-amz-request-id", "Link")
                .endsWith(", *");
        assertThat(read.headers().allValues("Vary"))
                .containsExactly("Authorization, X-API-Key, X-Avala-Api-Key, X-Tenant, Origin");

        Answer missing = as(member).get(file + "x", page);
        assertThat(missing.status()).isEqualTo(404);
        assertThat(shownTo(missing)).isEqualTo("https://app.example");
        Answer keyless = new Http(server, "").get(FILES + "/files", page);
        assertThat(keyless.status()).isEqualTo(401);
        assertThat(shownTo(keyless)).isEqualTo("https://app.example");
        assertThat(corsHeaders(as(member).get(file))).isEmpty();
    }

    @Test
    void aPageOfAnotherTenantMaySendAndReadsNothing() {
        Member member = allowing("https://own.example");
        allowing("https://other.example");
        String file = file(member);
        String[] page = {"Origin", "https://other.example"};

        assertThat(preflight(file, "https://other.example", "GET").status()).isEqualTo(204);
        assertThat(corsHeaders(as(member).get(file, page))).isEmpty();
        assertThat(corsHeaders(as(member).get(file + "x", page))).isEmpty();
        assertThat(corsHeaders(new Http(server, "").get(link(member), page))).isEmpty();
    }

    @Test
    void theOperatorsPagesReadWhatAnyTenantIsAnswered() {
        Member member = server.member(1 << 20);

        assertThat(preflight("/links/x", OPERATORS, "GET").header("Access-Control-Allow-Origin"))
                .isEqualTo(OPERATORS);
        assertThat(shownTo(as(member).get(FILES + "/files", "Origin", OPERATORS)))
                .isEqualTo(OPERATORS);
    }

    @Test
    void linksAndUploadAddressesAreReadByPagesOfTheirTenant() {
        Member member = allowing("https://shared.example");
        Http stranger = new Http(server, "");
        String[] page = {"Origin", "https://shared.example"};

        Answer read = stranger.get(link(member), page);
        assertThat(read.text()).isEqualTo("hello");
        assertThat(shownTo(read)).isEqualTo("https://shared.example");

        String address =
                as(member)
                        .postJson("/storage/shared/files/request_upload", "{\"file_name\":\"a\"}")
                        .json()
                        .path("upload_url")
                        .asString();
        Answer stored = stranger.send("PUT", address, BodyPublishers.ofString("b"), page);
        assertThat(stored.status()).as(stored.text()).isEqualTo(200);
        assertThat(shownTo(stored)).isEqualTo("https://shared.example");
        Answer used =
                stranger.send(
                        "PUT",
                        address,
                        BodyPublishers.ofString("b"),
                        "Origin",
                        "https://x.example");
        assertThat(used.status()).isEqualTo(409);
        assertThat(corsHeaders(used)).isEmpty();
    }

    @Test
    void s3IsReadByPagesOfTheSignersTenant() {
        Member member = allowing("https://s3.example");
        String presigned = presigned(member);
        Http stranger = new Http(server, "");

        Answer read = stranger.get(presigned, "Origin", "https://s3.example");
        assertThat(read.status()).as(read.text()).isEqualTo(404);
        assertThat(read.text()).contains("<Code>NoSuchKey</Code>");
        assertThat(shownTo(read)).isEqualTo("https://s3.example");
        assertThat(corsHeaders(stranger.get(presigned, "Origin", "https://x.example"))).isEmpty();
        Answer unsigned = stranger.get("/s3/b/k", "Origin", "https://s3.example");
        assertThat(unsigned.status()).isEqualTo(403);
        assertThat(shownTo(unsigned)).isEqualTo("https://s3.example");
    }

    private static String presigned(Member member) {
        Caller admin = server.admin();
        Keys.Issued key =
                server.service(Keys.class)
                        .createSigning(
                                admin,
                                member.userId(),
                                new dev.storeward.core.user.NewKey("s3", null),
                                InSameTransaction.nothing());
        try (S3Presigner presigner =
                S3Presigner.builder()
                        .region(Region.US_EAST_1)
                        .endpointOverride(URI.create(server.url() + "/s3"))
                        .credentialsProvider(
                                StaticCredentialsProvider.create(
                                        AwsBasicCredentials.create(
                                                key.key().prefix(), key.secret().reveal())))
                        .serviceConfiguration(
                                S3Configuration.builder().pathStyleAccessEnabled(true).build())
                        .build()) {
            return presigner
                    .presignGetObject(presign ->
                            presign.signatureDuration(Duration.ofMinutes(5))
                                    .getObjectRequest(
                                            get -> get.bucket(member.slug()).key("none.txt")))
                    .url()
                    .toString();
        }
    }
}
