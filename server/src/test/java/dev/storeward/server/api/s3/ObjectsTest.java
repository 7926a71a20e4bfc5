package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import dev.storeward.server.s3.HeaderText;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.PutObjectResponse;

/** An object is what was put, with all that was said of it. */
@ExtendWith(SharedServers.class)
class ObjectsTest {
    private static final String MD5_OF_HELLO = "\"5d41402abc4b2a76b9719d911017c592\"";
    private static final String MD5_OF_NOTHING = "\"d41d8cd98f00b204e9800998ecf8427e\"";

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    private HeadObjectResponse head(String key) {
        return s3.headObject(head -> head.bucket(bucket).key(key));
    }

    @Test
    void itIsReadAsItWasPut() {
        PutObjectResponse put =
                s3.putObject(
                        p -> p.bucket(bucket).key("a/hello").contentType("text/x-own; a=b"),
                        RequestBody.fromString("hello"));
        assertThat(put.eTag()).isEqualTo(MD5_OF_HELLO);
        assertThat(put.serverSideEncryptionAsString()).isEqualTo("AES256");

        try (ResponseInputStream<GetObjectResponse> got =
                s3.getObject(get -> get.bucket(bucket).key("a/hello"))) {
            assertThat(got.response().eTag()).isEqualTo(MD5_OF_HELLO);
            assertThat(got.response().contentType()).isEqualTo("text/x-own; a=b");
            assertThat(got.response().contentLength()).isEqualTo(5);
            assertThat(got.response().acceptRanges()).isEqualTo("bytes");
            assertThat(S3User.text(got)).isEqualTo("hello");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        HeadObjectResponse head = head("a/hello");
        assertThat(head.contentLength()).isEqualTo(5);
        assertThat(head.eTag()).isEqualTo(MD5_OF_HELLO);
        assertThat(head.metadata()).isEmpty();
        assertThat(head.versionId()).isNull();
    }

    @Test
    void ofNoBytesItIsOneToo() {
        assertThat(s3.putObject(p -> p.bucket(bucket).key("none"), RequestBody.empty()).eTag())
                .isEqualTo(MD5_OF_NOTHING);
        assertThat(head("none").contentLength()).isZero();
        assertThat(user.text(s3, bucket, "none")).isEmpty();
        assertThat(
                        refusal(() ->
                                s3.getObject(
                                        get -> get.bucket(bucket).key("none").range("bytes=0-1"))))
                .isEqualTo("416 InvalidRange");
    }

    @Test
    void putAgainItIsTheNewOneAlone() {
        s3.putObject(
                p ->
                        p.bucket(bucket)
                                .key("k")
                                .metadata(Map.of("old", "1"))
                                .tagging("old=1")
                                .cacheControl("no-store"),
                RequestBody.fromString("the old one"));
        s3.putObject(
                p -> p.bucket(bucket).key("k").metadata(Map.of("new", "2")),
                RequestBody.fromString("new"));

        HeadObjectResponse head = head("k");
        assertThat(head.metadata()).isEqualTo(Map.of("new", "2"));
        assertThat(head.tagCount()).isNull();
        assertThat(head.cacheControl()).isNotEqualTo("no-store");
        assertThat(user.text(s3, bucket, "k")).isEqualTo("new");
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).keyCount()).isEqualTo(1);
    }

    @Test
    void ofLargeOnesEveryByteIsKept() {
        byte[] bytes = new byte[(17 << 20) + 3];
        new java.util.Random(1).nextBytes(bytes);
        s3.putObject(p -> p.bucket(bucket).key("large"), RequestBody.fromBytes(bytes));

        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("large")).asByteArray())
                .isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, h, bytes 0-0/5",
        "bytes=1-3, ell, bytes 1-3/5",
        "bytes=3-, lo, bytes 3-4/5",
        "bytes=-2, lo, bytes 3-4/5",
        "bytes=-99, hello, bytes 0-4/5",
        "bytes=2-99, llo, bytes 2-4/5",
    })
    void aPartOfItIsRead(String range, String part, String told) {
        user.put(s3, bucket, "k", "hello");

        Answer answer = user.send("GET", "/" + bucket + "/k", "", "Range", range);

        assertThat(answer.status()).isEqualTo(206);
        assertThat(answer.text()).isEqualTo(part);
        assertThat(answer.header("Content-Range")).isEqualTo(told);
        assertThat(answer.header("ETag")).isEqualTo(MD5_OF_HELLO);
    }

    @Test
    void aPartThatIsNotThereIsRefusedAndOneNobodyUnderstandsIsAllOfIt() {
        user.put(s3, bucket, "k", "hello");

        Answer beyond = user.send("GET", "/" + bucket + "/k", "", "Range", "bytes=5-");
        assertThat(refusal(beyond)).isEqualTo("416 InvalidRange");
        assertThat(beyond.text()).contains("<ActualObjectSize>5</ActualObjectSize>");
        assertThat(user.send("GET", "/" + bucket + "/k", "", "Range", "lines=1-2").text())
                .isEqualTo("hello");
        assertThat(user.send("GET", "/" + bucket + "/k?partNumber=1", "").text())
                .isEqualTo("hello");
        assertThat(refusal(user.send("GET", "/" + bucket + "/k?partNumber=2", "")))
                .isEqualTo("416 InvalidPartNumber");
    }

    @Test
    void whatClientsSayOfItIsToldAgain() {
        s3.putObject(
                p ->
                        p.bucket(bucket)
                                .key("k")
                                .cacheControl("public, max-age=14400")
                                .contentDisposition("attachment; filename=\"a.txt\"")
                                .contentEncoding("gzip")
                                .contentLanguage("de, en"),
                RequestBody.fromString("hello"));
        user.send("PUT", "/" + bucket + "/e", "x", "Expires", "Thu, 01 Dec 2044 16:00:00 GMT");

        HeadObjectResponse head = head("k");
        assertThat(head.cacheControl()).isEqualTo("public, max-age=14400");
        assertThat(head.contentEncoding()).isEqualTo("gzip");
        assertThat(head.contentLanguage()).isEqualTo("de, en");
        assertThat(head.contentDisposition()).isEqualTo("attachment; filename=\"a.txt\"");
        assertThat(head("e").expiresString()).isEqualTo("Thu, 01 Dec 2044 16:00:00 GMT");
    }

    @Test
    void aRequestMayWantItShownOtherwise() {
        user.put(s3, bucket, "k", "hello");

        GetObjectResponse shown =
                s3.getObjectAsBytes(get ->
                                get.bucket(bucket)
                                        .key("k")
                                        .responseCacheControl("no-cache")
                                        .responseContentDisposition("bla")
                                        .responseContentEncoding("aaa")
                                        .responseContentLanguage("esperanto")
                                        .responseContentType("foo/bar"))
                        .response();
        assertThat(shown.cacheControl()).isEqualTo("no-cache");
        assertThat(shown.contentDisposition()).isEqualTo("bla");
        assertThat(shown.contentEncoding()).isEqualTo("aaa");
        assertThat(shown.contentLanguage()).isEqualTo("esperanto");
        assertThat(shown.contentType()).isEqualTo("foo/bar");
        assertThat(head("k").contentType()).isEqualTo("text/plain");
        assertThat(
                        refusal(
                                user.send(
                                        "GET",
                                        "/" + bucket + "/k?response-content-type=a%0d%0ab",
                                        "")))
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void metadataIsText() {
        // A character for each byte, as HTTP hands them on.
        String sent = HeaderText.sent("Hello Wörld 😀");
        s3.putObject(
                p ->
                        p.bucket(bucket)
                                .key("k")
                                .metadata(Map.of("Meta1", "mymeta", "empty", "", "a-b_c", "x y")),
                RequestBody.fromString("hello"));
        assertThat(head("k").metadata())
                .isEqualTo(Map.of("meta1", "mymeta", "empty", "", "a-b_c", "x y"));

        assertThat(
                        user.raw(
                                        "PUT",
                                        user.presigned(
                                                "PUT",
                                                "/" + bucket + "/u",
                                                Duration.ofMinutes(1),
                                                "x-amz-meta-meta1",
                                                "Hello Wörld 😀"),
                                        "",
                                        "Content-Length: 0",
                                        "x-amz-meta-meta1: " + sent)
                                .status())
                .isEqualTo(200);
        assertThat(user.send("HEAD", "/" + bucket + "/u", "").header("x-amz-meta-meta1"))
                .isEqualTo(sent);
    }

    @Test
    void metadataHasTwoKibibytes() {
        String path = "/" + bucket + "/k";
        String most = "v".repeat(2_048 - 1);
        assertThat(user.send("PUT", path, "hello", "x-amz-meta-k", most).status()).isEqualTo(200);
        assertThat(head("k").metadata()).isEqualTo(Map.of("k", most));

        Answer refused = user.send("PUT", path, "other", "x-amz-meta-k", most + "v");
        assertThat(refusal(refused)).isEqualTo("400 MetadataTooLarge");
        assertThat(refused.text())
                .contains("<Size>2049</Size>")
                .contains("<MaxSizeAllowed>2048</MaxSizeAllowed>");
        assertThat(user.text(s3, bucket, "k")).isEqualTo("hello");
    }

    @Test
    void oneThatIsNotThereIsNoSuchKey() {
        assertThat(refusal(() -> user.text(s3, bucket, "none"))).isEqualTo("404 NoSuchKey");
        assertThat(refusal(() -> user.text(s3, "no-bucket", "none"))).isEqualTo("404 NoSuchBucket");
        assertThat(refusal(() -> user.put(s3, "no-bucket", "k", "x")))
                .isEqualTo("404 NoSuchBucket");
        assertThat(refusal(user.send("GET", "/" + bucket + "/none?versionId=abc", "")))
                .isEqualTo("404 NoSuchVersion");
        Answer head = user.send("HEAD", "/" + bucket + "/none", "");
        assertThat(head.status()).isEqualTo(404);
        assertThat(head.body()).isEmpty();
    }
}
