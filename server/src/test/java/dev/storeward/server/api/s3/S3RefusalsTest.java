package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http;
import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Refusals in S3's words: who is not known, who may not, and what has no room. */
@ExtendWith(SharedServers.class)
class S3RefusalsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);

    private S3User with(String id, String secret) {
        return new S3User(
                server, user.member(), user.keyPath(), AwsBasicCredentials.create(id, secret));
    }

    @Test
    void anErrorIsADocumentWithTheIdOfItsRequest() {
        Answer answer = user.send("GET", "/" + user.whole() + "/a%3Cb%26", "");

        String id = answer.header("X-Request-Id");
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.header("Content-Type")).isEqualTo("application/xml");
        assertThat(answer.header("x-amz-request-id")).isEqualTo(id);
        assertThat(answer.text())
                .isEqualTo(
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><Error><Code>NoSuchKey</Code>"
                                + "<Message>The specified key does not exist.</Message>"
                                + "<Key>a&lt;b&amp;</Key><RequestId>"
                                + id
                                + "</RequestId></Error>");
        assertThat(user.send("HEAD", "/no-bucket", "").header("x-amz-request-id"))
                .startsWith("req_");
        assertThat(user.send("GET", "/no-bucket", "").text())
                .contains("<Code>NoSuchBucket</Code>")
                .contains("<BucketName>no-bucket</BucketName>");
    }

    @Test
    void whoHasNoKeyIsDenied() {
        Http anybody = new Http(server, "");
        assertThat(refusal(anybody.get("/s3/"))).isEqualTo("403 AccessDenied");
        assertThat(refusal(anybody.get("/s3/" + user.whole()))).isEqualTo("403 AccessDenied");
        assertThat(refusal(anybody.get("/s3/" + user.whole() + "/k")))
                .isEqualTo("403 AccessDenied");
    }

    @Test
    void whoHasAWrongOneIsToldWhatWasSigned() {
        String secret = user.keys().secretAccessKey();
        Answer wrong = with(user.keys().accessKeyId(), "wrong").send("GET", "/", "");

        assertThat(refusal(wrong)).isEqualTo("403 SignatureDoesNotMatch");
        assertThat(wrong.text())
                .contains("<StringToSign>AWS4-HMAC-SHA256\n")
                .contains("<CanonicalRequest>GET\n/s3/\n")
                .doesNotContain(secret);
        assertThat(refusal(with("SWAAAAAAAAAAAAAAAAAA", secret).send("GET", "/", "")))
                .isEqualTo("403 InvalidAccessKeyId");
    }

    @Test
    void keysOfOneKindOpenNoDoorOfTheOther() {
        assertThat(refusal(user.http().get("/s3/"))).startsWith("40");
        assertThat(refusal(with(user.member().key(), user.member().key()).send("GET", "/", "")))
                .isEqualTo("403 InvalidAccessKeyId");
        for (String key : new String[] {user.keys().accessKeyId(), user.keys().secretAccessKey()}) {
            assertThat(new Http(server, key).get("/api/v1/storage/files").status()).isEqualTo(401);
        }
    }

    @Test
    void aKeyThatWasTakenAwayIsNoneAtOnce() {
        assertThat(user.send("GET", "/", "").status()).isEqualTo(200);

        assertThat(user.http().delete(user.keyPath()).status()).isEqualTo(204);

        assertThat(refusal(user.send("GET", "/", ""))).isEqualTo("403 InvalidAccessKeyId");
    }

    @Test
    void whatHasNoRoomIsNotKeptNorCharged() {
        S3User poor = S3User.of(server, server.member(1_000));
        String path = "/" + poor.whole() + "/k";
        assertThat(poor.send("PUT", path, "x".repeat(600)).status()).isEqualTo(200);

        assertThat(refusal(poor.send("PUT", path + "2", "x".repeat(600))))
                .isEqualTo("403 QuotaExceeded");
        assertThat(
                        refusal(
                                poor.sendSigned(
                                        "PUT",
                                        path + "3",
                                        poor.chunked(path + "3", "x".repeat(600)).body(),
                                        poor.chunked(path + "3", "x".repeat(600)).headers())))
                .isEqualTo("403 QuotaExceeded");
        assertThat(
                        refusal(
                                poor.send(
                                        "PUT",
                                        path + "4",
                                        "",
                                        "x-amz-copy-source",
                                        poor.whole() + "/k")))
                .isEqualTo("403 QuotaExceeded");

        assertThat(poor.charged()).isEqualTo(600);
        assertThat(poor.client().listObjectsV2(list -> list.bucket(poor.whole())).keyCount())
                .isEqualTo(1);
        poor.send("DELETE", path, "");
        assertThat(poor.charged()).isZero();
        assertThat(poor.send("PUT", path + "2", "x".repeat(1_000)).status()).isEqualTo(200);
    }

    @Test
    void whatIsReplacedNeedsRoomBesideTheOldOne() {
        S3User poor = S3User.of(server, server.member(1_000));
        String path = "/" + poor.whole() + "/k";
        poor.send("PUT", path, "x".repeat(600));

        assertThat(refusal(poor.send("PUT", path, "y".repeat(500)))).isEqualTo("403 QuotaExceeded");
        assertThat(poor.send("GET", path, "").text()).isEqualTo("x".repeat(600));
        assertThat(poor.send("PUT", path, "y".repeat(400)).status()).isEqualTo(200);
        assertThat(poor.charged()).isEqualTo(400);
    }

    @Test
    void whatIsTooLargeIsRefused() {
        String path = "/" + user.whole() + "/k";
        long tooLong = SharedServers.MAX_FILE_BYTES + 1L;

        var refused =
                user.raw(
                        "PUT",
                        user.presigned("PUT", path, java.time.Duration.ofMinutes(5)),
                        "x",
                        "Content-Length: " + tooLong);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text()).contains("<Code>EntityTooLarge</Code>");
        assertThat(user.charged()).isZero();
    }
}
