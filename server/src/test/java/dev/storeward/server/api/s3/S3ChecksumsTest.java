package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** What clients compute of a body holds for what is stored, or nothing is. */
@ExtendWith(SharedServers.class)
class S3ChecksumsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();
    private final String path = "/" + bucket + "/k";

    @AfterEach
    void everyByteThatIsChargedIsOfAnObject() {
        long stored =
                s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                        .mapToLong(object -> object.size())
                        .sum();
        assertThat(user.charged()).isEqualTo(stored);
    }

    @ParameterizedTest
    @CsvSource({
        "CRC32, NhCmhg==",
        "CRC32_C, mnG7TA==",
        "SHA1, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "SHA256, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
    })
    void theSdkSendsThemBehindTheBody(ChecksumAlgorithm algorithm, String sum) {
        PutObjectResponse put =
                s3.putObject(
                        p -> p.bucket(bucket).key("k").checksumAlgorithm(algorithm),
                        RequestBody.fromString("hello"));
        GetObjectResponse got =
                s3.getObjectAsBytes(g -> g.bucket(bucket).key("k").checksumMode("ENABLED"))
                        .response();

        String field = "Checksum" + algorithm.name().replace("_", "");
        assertThat(put.getValueForField(field, String.class)).contains(sum);
        assertThat(got.getValueForField(field, String.class)).contains(sum);
        assertThat(got.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(user.send("GET", path, "").headers().map())
                .noneSatisfy((name, ignored) -> assertThat(name).startsWith("x-amz-checksum"));
        assertThat(
                        user.send(
                                        "GET",
                                        path,
                                        "",
                                        "x-amz-checksum-mode",
                                        "ENABLED",
                                        "Range",
                                        "bytes=0-1")
                                .headers()
                                .map())
                .noneSatisfy((name, ignored) -> assertThat(name).startsWith("x-amz-checksum"));
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-checksum-crc32, NhCmhg==",
        "x-amz-checksum-crc32c, mnG7TA==",
        "x-amz-checksum-crc64nvme, M3eFcAZSQlc=",
        "x-amz-checksum-sha1, qvTGHdzF6KLavt4PO0gs2a6pQ00=",
        "x-amz-checksum-sha256, LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=",
    })
    void inAHeaderTheyHoldOrNothingIsStored(String header, String sum) {
        assertThat(refusal(user.send("PUT", path, "other", header, sum)))
                .isEqualTo("400 BadDigest");
        assertThat(refusal(user.send("PUT", path, "hello", header, "bad")))
                .isEqualTo("400 InvalidRequest");
        assertThat(refusal(user.send("GET", path, ""))).isEqualTo("404 NoSuchKey");

        Answer put = user.send("PUT", path, "hello", header, sum);

        assertThat(put.header(header)).isEqualTo(sum);
        assertThat(user.send("HEAD", path, "", "x-amz-checksum-mode", "ENABLED").header(header))
                .isEqualTo(sum);
    }

    @ParameterizedTest
    @CsvSource({
        "YWJyYWNhZGFicmE=, 400 InvalidDigest",
        "rL0Y20xC+Fzt72VPzMSk2A==, 400 BadDigest",
        "'', 400 InvalidDigest",
        "XUFAKrxLKna5cZ2REBfFkg==, 200",
    })
    void theMd5Holds(String md5, String expected) {
        assertThat(refusal(user.send("PUT", path, "hello", "Content-MD5", md5)))
                .isEqualTo(expected);
        assertThat(user.send("GET", path, "").status())
                .isEqualTo(expected.equals("200") ? 200 : 404);
    }

    @Test
    void whatIsRefusedLeavesWhatWasThere() {
        user.put(s3, bucket, "k", "as it was");

        assertThat(refusal(user.send("PUT", path, "other", "x-amz-checksum-crc32", "NhCmhg==")))
                .isEqualTo("400 BadDigest");

        assertThat(user.text(s3, bucket, "k")).isEqualTo("as it was");
    }

    @Test
    void oneThatIsNotKnownIsRefused() {
        assertThat(refusal(user.send("PUT", path, "hello", "x-amz-sdk-checksum-algorithm", "FOO")))
                .isEqualTo("400 InvalidRequest");
        assertThat(refusal(user.send("PUT", path, "hello", "x-amz-checksum-foo", "NhCmhg==")))
                .isEqualTo("400 InvalidRequest");
        assertThat(refusal(user.send("GET", path, ""))).isEqualTo("404 NoSuchKey");
    }
}
