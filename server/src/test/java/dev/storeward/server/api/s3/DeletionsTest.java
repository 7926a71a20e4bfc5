package dev.storeward.server.api.s3;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.proof.server.SharedServers;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectsResponse;
import software.amazon.awssdk.services.s3.model.DeletedObject;
import software.amazon.awssdk.services.s3.model.ObjectIdentifier;
import software.amazon.awssdk.services.s3.model.S3Error;
import software.amazon.awssdk.services.s3.model.S3Object;

/** Deletes of one and of many. */
@ExtendWith(SharedServers.class)
class DeletionsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    private static ObjectIdentifier named(String key) {
        return ObjectIdentifier.builder().key(key).build();
    }

    private DeleteObjectsResponse delete(boolean quiet, ObjectIdentifier... objects) {
        return s3.deleteObjects(
                delete -> delete.bucket(bucket).delete(all -> all.quiet(quiet).objects(objects)));
    }

    private List<String> listed() {
        return s3.listObjectsV2(list -> list.bucket(bucket)).contents().stream()
                .map(S3Object::key)
                .toList();
    }

    @Test
    void oneIsGoneAndWhatIsNotThereIsToo() {
        user.put(s3, bucket, "k", "hello");

        assertThat(user.send("DELETE", "/" + bucket + "/k", "").status()).isEqualTo(204);
        assertThat(user.send("DELETE", "/" + bucket + "/k", "").status()).isEqualTo(204);

        assertThat(listed()).isEmpty();
        assertThat(refusal(() -> user.text(s3, bucket, "k"))).isEqualTo("404 NoSuchKey");
        assertThat(refusal(user.send("DELETE", "/no-bucket/k", ""))).isEqualTo("404 NoSuchBucket");
        assertThat(refusal(user.send("DELETE", "/" + bucket + "/k?versionId=abc", "")))
                .isEqualTo("404 NoSuchVersion");
    }

    @Test
    void manyAreGoneAndToldInTheirOrder() {
        List.of("a", "b", "_c_", "kept").forEach(key -> user.put(s3, bucket, key, key));

        DeleteObjectsResponse answer =
                delete(false, named("b"), named("a"), named("none"), named("_c_"));

        assertThat(answer.deleted())
                .extracting(DeletedObject::key)
                .containsExactly("b", "a", "none", "_c_");
        assertThat(answer.errors()).isEmpty();
        assertThat(listed()).containsExactly("kept");
        assertThat(delete(true, named("a"), named("kept")).deleted()).isEmpty();
        assertThat(listed()).isEmpty();
    }

    @Test
    void whatKeepsOneFromItIsToldBesideTheOthers() {
        List.of("a", "b", "c", "d", "e", "f").forEach(key -> user.put(s3, bucket, key, key));
        String tag = s3.headObject(head -> head.bucket(bucket).key("f")).eTag();

        DeleteObjectsResponse answer =
                delete(
                        true,
                        named("a"),
                        ObjectIdentifier.builder().key("b").versionId("abc").build(),
                        ObjectIdentifier.builder().key("c").eTag("\"abc\"").build(),
                        ObjectIdentifier.builder().key("d").size(2L).build(),
                        ObjectIdentifier.builder()
                                .key("e")
                                .lastModifiedTime(Instant.parse("2015-01-01T00:00:00Z"))
                                .build(),
                        ObjectIdentifier.builder().key("f").eTag(tag).size(1L).build(),
                        ObjectIdentifier.builder().key("x".repeat(1_025)).build());

        assertThat(answer.errors())
                .extracting(S3Error::code)
                .containsExactly(
                        "NoSuchVersion",
                        "PreconditionFailed",
                        "PreconditionFailed",
                        "PreconditionFailed",
                        "KeyTooLongError");
        assertThat(answer.errors()).extracting(S3Error::key).startsWith("b", "c", "d", "e");
        assertThat(listed()).containsExactly("b", "c", "d", "e");
    }

    @Test
    void aThousandAreTakenAndNoMore() {
        user.put(s3, bucket, "k999", "hello");
        ObjectIdentifier[] many =
                IntStream.rangeClosed(0, 1_000)
                        .mapToObj(i -> named("k" + i))
                        .toArray(ObjectIdentifier[]::new);

        assertThat(refusal(() -> delete(false, many))).isEqualTo("400 MalformedXML");
        assertThat(listed()).containsExactly("k999");

        assertThat(delete(false, java.util.Arrays.copyOf(many, 1_000)).deleted()).hasSize(1_000);
        assertThat(listed()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "<Delete/>",
                "<Delete><Object></Object></Delete>",
                "<Delete><Object><Key></Key></Object></Delete>",
                "<Delete><Object><Key>k</Key></Object>",
                "<Remove><Object><Key>k</Key></Object></Remove>",
                "<!DOCTYPE a><Delete><Object><Key>k</Key></Object></Delete>"
            })
    void whatIsNoDocumentDeletesNothing(String document) {
        user.put(s3, bucket, "k", "hello");

        assertThat(refusal(user.send("POST", "/" + bucket + "?delete", document)))
                .isEqualTo("400 MalformedXML");
        assertThat(listed()).containsExactly("k");
    }

    @Test
    void aDocumentThatCameOtherwiseThanItsDigestSaysDeletesNothing() {
        user.put(s3, bucket, "k", "hello");
        String document = "<Delete><Object><Key>k</Key></Object></Delete>";

        assertThat(
                        refusal(
                                user.send(
                                        "POST",
                                        "/" + bucket + "?delete",
                                        document,
                                        "Content-MD5",
                                        "rL0Y20xC+Fzt72VPzMSk2A==")))
                .isEqualTo("400 BadDigest");
        assertThat(listed()).containsExactly("k");
    }
}
