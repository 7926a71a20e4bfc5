package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.Tag;

/** Tags, and what is told of an object by its attributes. */
@ExtendWith(SharedServers.class)
class TagsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    @BeforeEach
    void object() {
        user.put(s3, bucket, "k", "hello");
    }

    private static List<Tag> tags(int count, String key, String value) {
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            tags.add(Tag.builder().key(i + key).value(i + value).build());
        }
        return tags;
    }

    private void tag(List<Tag> tags) {
        s3.putObjectTagging(put -> put.bucket(bucket).key("k").tagging(set -> set.tagSet(tags)));
    }

    private List<Tag> tags() {
        return s3.getObjectTagging(get -> get.bucket(bucket).key("k")).tagSet();
    }

    @Test
    void theyAreSetReplacedAndTakenAway() {
        assertThat(tags()).isEmpty();

        tag(tags(10, "", ""));
        assertThat(tags()).isEqualTo(tags(10, "", ""));
        assertThat(s3.headObject(head -> head.bucket(bucket).key("k")).tagCount()).isEqualTo(10);

        tag(tags(1, "é +-=._:/@", ""));
        assertThat(tags()).isEqualTo(tags(1, "é +-=._:/@", ""));

        s3.deleteObjectTagging(delete -> delete.bucket(bucket).key("k"));
        assertThat(tags()).isEmpty();
        assertThat(user.text(s3, bucket, "k")).isEqualTo("hello");
    }

    @Test
    void theyComeWithAPut() {
        s3.putObject(
                put -> put.bucket(bucket).key("k").tagging("bar=&foo=b%20c%2Bd"),
                RequestBody.fromString("x"));

        assertThat(tags())
                .containsExactly(
                        Tag.builder().key("bar").value("").build(),
                        Tag.builder().key("foo").value("b c+d").build());
    }

    @Test
    void thereIsAnEndToThem() {
        String longest = "k".repeat(127);
        tag(tags(10, longest, "v".repeat(255)));

        assertThat(refusal(() -> tag(tags(11, "", "")))).isEqualTo("400 InvalidTag");
        assertThat(refusal(() -> tag(tags(1, longest + "k", "")))).isEqualTo("400 InvalidTag");
        assertThat(refusal(() -> tag(tags(1, "", "v".repeat(256))))).isEqualTo("400 InvalidTag");
        assertThat(refusal(user.send("PUT", "/" + bucket + "/k", "x", "x-amz-tagging", "a=1&a=2")))
                .isEqualTo("400 InvalidTag");
        assertThat(refusal(user.send("PUT", "/" + bucket + "/k?tagging", "<Tagging/>")))
                .isEqualTo("400 MalformedXML");
        assertThat(tags()).isEqualTo(tags(10, longest, "v".repeat(255)));
    }

    @Test
    void whatIsNotThereHasNone() {
        String none = "/" + bucket + "/none?tagging";
        assertThat(refusal(user.send("GET", none, ""))).isEqualTo("404 NoSuchKey");
        assertThat(refusal(user.send("PUT", none, "<Tagging><TagSet></TagSet></Tagging>")))
                .isEqualTo("404 NoSuchKey");
        assertThat(refusal(user.send("DELETE", none, ""))).isEqualTo("404 NoSuchKey");
        assertThat(user.send("GET", "/" + bucket + "/k?tagging", "").header("x-amz-request-id"))
                .startsWith("req_");
    }

    @Test
    void attributesAreThoseThatWereAskedFor() {
        s3.putObject(
                put -> put.bucket(bucket).key("k").checksumAlgorithm(ChecksumAlgorithm.SHA256),
                RequestBody.fromString("hello"));

        GetObjectAttributesResponse all =
                s3.getObjectAttributes(get ->
                        get.bucket(bucket)
                                .key("k")
                                .objectAttributes(
                                        ObjectAttributes.E_TAG,
                                        ObjectAttributes.CHECKSUM,
                                        ObjectAttributes.STORAGE_CLASS,
                                        ObjectAttributes.OBJECT_SIZE,
                                        ObjectAttributes.OBJECT_PARTS));
        assertThat(all.eTag()).isEqualTo("5d41402abc4b2a76b9719d911017c592");
        assertThat(all.objectSize()).isEqualTo(5);
        assertThat(all.storageClassAsString()).isEqualTo("STANDARD");
        assertThat(all.checksum().checksumSHA256())
                .isEqualTo("LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=");
        assertThat(all.checksum().checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        assertThat(all.objectParts()).isNull();
        assertThat(all.lastModified()).isNotNull();

        GetObjectAttributesResponse size =
                s3.getObjectAttributes(get ->
                        get.bucket(bucket).key("k").objectAttributes(ObjectAttributes.OBJECT_SIZE));
        assertThat(size.objectSize()).isEqualTo(5);
        assertThat(size.eTag()).isNull();
        assertThat(size.checksum()).isNull();
        assertThat(refusal(user.send("GET", "/" + bucket + "/k?attributes", "")))
                .isEqualTo("400 InvalidArgument");
        assertThat(
                        refusal(
                                user.send(
                                        "GET",
                                        "/" + bucket + "/none?attributes",
                                        "",
                                        "x-amz-object-attributes",
                                        "ETag")))
                .isEqualTo("404 NoSuchKey");
    }
}
