package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CopyObjectRequest;
import software.amazon.awssdk.services.s3.model.CopyObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.MetadataDirective;
import software.amazon.awssdk.services.s3.model.Tag;
import software.amazon.awssdk.services.s3.model.TaggingDirective;

/** A copy is an object of its own. */
@ExtendWith(SharedServers.class)
class S3CopiesTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    @BeforeEach
    void source() {
        s3.putObject(
                put ->
                        put.bucket(bucket)
                                .key("source")
                                .contentType("text/bla")
                                .cacheControl("no-store")
                                .metadata(Map.of("a", "1"))
                                .tagging("t=1"),
                RequestBody.fromString("the content"));
    }

    private CopyObjectRequest.Builder request(String to) {
        return CopyObjectRequest.builder()
                .sourceBucket(bucket)
                .sourceKey("source")
                .destinationBucket(bucket)
                .destinationKey(to);
    }

    private HeadObjectResponse head(String key) {
        return s3.headObject(head -> head.bucket(bucket).key(key));
    }

    @Test
    void allThatWasSaidOfTheSourceIsKept() {
        CopyObjectResponse copied = s3.copyObject(request("copy").build());

        assertThat(copied.copyObjectResult().eTag()).isEqualTo(head("source").eTag());
        assertThat(copied.copyObjectResult().checksumCRC32())
                .isEqualTo(
                        s3.headObject(h -> h.bucket(bucket).key("source").checksumMode("ENABLED"))
                                .checksumCRC32())
                .isNotNull();
        HeadObjectResponse head = head("copy");
        assertThat(head.contentType()).isEqualTo("text/bla");
        assertThat(head.cacheControl()).isEqualTo("no-store");
        assertThat(head.metadata()).isEqualTo(Map.of("a", "1"));
        assertThat(head.tagCount()).isEqualTo(1);
        assertThat(copied.copyObjectResult().lastModified().getEpochSecond())
                .isEqualTo(head.lastModified().getEpochSecond());

        s3.deleteObject(delete -> delete.bucket(bucket).key("source"));
        assertThat(user.text(s3, bucket, "copy")).isEqualTo("the content");
    }

    @Test
    void whatIsSaidAnewTakesThePlaceOfThat() {
        s3.copyObject(
                request("copy")
                        .metadataDirective(MetadataDirective.REPLACE)
                        .contentType("text/other")
                        .metadata(Map.of("b", "2"))
                        .taggingDirective(TaggingDirective.REPLACE)
                        .tagging("u=2")
                        .build());

        HeadObjectResponse head = head("copy");
        assertThat(head.contentType()).isEqualTo("text/other");
        assertThat(head.cacheControl()).isNotEqualTo("no-store");
        assertThat(head.metadata()).isEqualTo(Map.of("b", "2"));
        assertThat(s3.getObjectTagging(get -> get.bucket(bucket).key("copy")).tagSet())
                .containsExactly(Tag.builder().key("u").value("2").build());
        assertThat(user.text(s3, bucket, "copy")).isEqualTo("the content");

        s3.copyObject(request("tags").metadata(Map.of("b", "2")).tagging("u=2").build());
        assertThat(head("tags").metadata()).isEqualTo(Map.of("a", "1"));
        assertThat(s3.getObjectTagging(get -> get.bucket(bucket).key("tags")).tagSet())
                .containsExactly(Tag.builder().key("t").value("1").build());
    }

    @Test
    void ontoItselfItMustChangeSomething() {
        assertThat(refusal(() -> s3.copyObject(request("source").build())))
                .isEqualTo("400 InvalidRequest");

        s3.copyObject(
                request("source")
                        .metadataDirective(MetadataDirective.REPLACE)
                        .metadata(Map.of("foo", "bar"))
                        .build());

        assertThat(head("source").metadata()).isEqualTo(Map.of("foo", "bar"));
        assertThat(user.text(s3, bucket, "source")).isEqualTo("the content");
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).keyCount()).isEqualTo(1);
    }

    @Test
    void itMayReplaceAnother() {
        user.put(s3, bucket, "copy", "what was there");

        s3.copyObject(request("copy").build());

        assertThat(user.text(s3, bucket, "copy")).isEqualTo("the content");
        assertThat(
                        refusal(
                                user.send(
                                        "PUT",
                                        "/" + bucket + "/copy",
                                        "",
                                        "x-amz-copy-source",
                                        bucket + "/source",
                                        "If-None-Match",
                                        "*")))
                .isEqualTo("412 PreconditionFailed");
    }

    @ParameterizedTest
    @CsvSource({
        "BUCKET, 400 InvalidArgument",
        "BUCKET/, 400 InvalidArgument",
        "/, 400 InvalidArgument",
        "BUCKET/none, 404 NoSuchKey",
        "no-bucket/source, 404 NoSuchBucket",
        "BUCKET/source?versionId=abc, 404 NoSuchVersion",
        "BUCKET/source?versionId=null, 200",
        "/BUCKET/source, 200",
        "BUCKET%2Fsource, 200",
        "BUCKET/s%6furce, 200",
    })
    void theSourceIsNamed(String source, String expected) {
        assertThat(
                        refusal(
                                user.send(
                                        "PUT",
                                        "/" + bucket + "/copy",
                                        "",
                                        "x-amz-copy-source",
                                        source.replace("BUCKET", bucket))))
                .isEqualTo(expected);
    }

    @Test
    void nobodyCopiesWhatIsOfOthers() {
        S3User colleague = user.colleague();
        assertThat(
                        refusal(
                                colleague.send(
                                        "PUT",
                                        "/" + bucket + "/mine",
                                        "",
                                        "x-amz-copy-source",
                                        bucket + "/source")))
                .isEqualTo("404 NoSuchKey");
        S3User stranger = S3User.on(server);
        assertThat(
                        refusal(
                                stranger.send(
                                        "PUT",
                                        "/" + stranger.whole() + "/mine",
                                        "",
                                        "x-amz-copy-source",
                                        bucket + "/source")))
                .isEqualTo("404 NoSuchBucket");
    }

    @Test
    void ofNoBytesAndOfManyItIsTheSame() {
        s3.putObject(put -> put.bucket(bucket).key("source"), RequestBody.empty());
        s3.copyObject(request("none").build());
        assertThat(head("none").contentLength()).isZero();

        byte[] bytes = new byte[(9 << 20) + 1];
        new java.util.Random(2).nextBytes(bytes);
        s3.putObject(put -> put.bucket(bucket).key("source"), RequestBody.fromBytes(bytes));
        s3.copyObject(request("many").build());
        assertThat(s3.getObjectAsBytes(get -> get.bucket(bucket).key("many")).asByteArray())
                .isEqualTo(bytes);
    }
}
