package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.SharedServers;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** Parts, sent one by one and in any order, are one object once that is said. */
@ExtendWith(SharedServers.class)
class UploadsInPartsTest {
    private static final byte[] HELLO = "hello".getBytes(StandardCharsets.UTF_8);

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    private static String etag(byte[]... parts) throws Exception {
        MessageDigest whole = MessageDigest.getInstance("MD5");
        for (byte[] part : parts) {
            whole.update(MessageDigest.getInstance("MD5").digest(part));
        }
        return '"' + HexFormat.of().formatHex(whole.digest()) + "-" + parts.length + '"';
    }

    @ParameterizedTest
    @EnumSource(SharedServers.Kind.class)
    void partsBecomeOneObject(SharedServers.Kind kind) throws Exception {
        S3User here = S3User.on(SharedServers.on(kind).server());
        S3Client client = here.client();
        byte[] first = bytes(LEAST);
        byte[] second = bytes(LEAST + 1);
        byte[] last = bytes(7);
        PartedUpload upload =
                PartedUpload.begin(
                        client,
                        here.whole(),
                        "dir/big one.bin",
                        create ->
                                create.contentType("video/x-parts")
                                        .cacheControl("no-store")
                                        .metadata(Map.of("a", "1"))
                                        .tagging("t=1"));
        upload.part(1, first).part(5, second).part(10_000, last);
        assertThat(here.charged()).isEqualTo(2L * LEAST + 8);

        CompleteMultipartUploadResponse made = upload.complete();

        assertThat(made.eTag()).isEqualTo(etag(first, second, last));
        assertThat(made.bucket()).isEqualTo(here.whole());
        assertThat(made.key()).isEqualTo("dir/big one.bin");
        assertThat(made.location()).endsWith("/s3/" + here.whole() + "/dir/big%20one.bin");
        byte[] whole = joined(first, second, last);
        assertThat(
                        client.getObjectAsBytes(get -> get.bucket(here.whole()).key(upload.key))
                                .asByteArray())
                .isEqualTo(whole);
        HeadObjectResponse head =
                client.headObject(get -> get.bucket(here.whole()).key(upload.key));
        assertThat(head.eTag()).isEqualTo(made.eTag());
        assertThat(head.contentType()).isEqualTo("video/x-parts");
        assertThat(head.cacheControl()).isEqualTo("no-store");
        assertThat(head.metadata()).isEqualTo(Map.of("a", "1"));
        assertThat(head.tagCount()).isEqualTo(1);
        assertThat(head.contentLength()).isEqualTo(whole.length);
        assertThat(
                        here.http()
                                .get(
                                        "/api/v1/storage/objects/"
                                                + here.member().folder()
                                                + "dir/big%20one.bin")
                                .body())
                .as("the files door has the same bytes")
                .isEqualTo(whole);
        assertThat(here.charged()).isEqualTo(whole.length);
    }

    @Test
    void onePartMayBeSmallAndThenIsTheWholeObject() throws Exception {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "one").part(3, "hello");

        assertThat(upload.complete().eTag()).isEqualTo(etag(HELLO));
        assertThat(user.text(s3, bucket, "one")).isEqualTo("hello");
    }

    @Test
    void ofNoBytesThereMayBeAPartToo() throws Exception {
        assertThat(PartedUpload.begin(s3, bucket, "none").part(1, "").complete().eTag())
                .isEqualTo(etag(new byte[0]));
        assertThat(user.text(s3, bucket, "none")).isEmpty();
    }

    @Test
    void aPartMayBeSentByWhoHasASignedUrl() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "signed");
        String url = user.presigned("PUT", upload.path() + "&partNumber=1", Duration.ofMinutes(1));

        Answer sent = user.sendSigned("PUT", url.substring("/s3".length()), HELLO);

        assertThat(sent.header("ETag")).isEqualTo("\"5d41402abc4b2a76b9719d911017c592\"");
        user.send(
                "POST",
                upload.path(),
                PartedUpload.document(PartedUpload.named(1, sent.header("ETag"))));
        assertThat(user.text(s3, bucket, "signed")).isEqualTo("hello");
    }

    @Test
    void aPartThatIsSentAgainTakesThePlaceOfTheFirst() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "again");
        upload.part(1, "the first").part(1, "the second, longer one");
        assertThat(user.charged()).isEqualTo(22);
        upload.complete();

        assertThat(user.text(s3, bucket, "again")).isEqualTo("the second, longer one");
    }

    @Test
    void whatIsNotNamedIsLeftOutAndRefunded() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "some");
        upload.part(1, "not this one").part(2, "this one");
        upload.parts.removeFirst();
        upload.complete();

        assertThat(user.text(s3, bucket, "some")).isEqualTo("this one");
        assertThat(user.charged()).isEqualTo(8);
    }

    @Test
    void completedTwiceItIsTheSameObject() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "twice").part(1, "hello");
        CompleteMultipartUploadResponse first = upload.complete();

        CompleteMultipartUploadResponse second = upload.complete();

        assertThat(second.eTag()).isEqualTo(first.eTag());
        assertThat(second.checksumCRC32()).isEqualTo(first.checksumCRC32());
        assertThat(s3.listObjectsV2(list -> list.bucket(bucket)).keyCount()).isEqualTo(1);
    }

    @Test
    void abortedItLeavesNothing() {
        PartedUpload upload = PartedUpload.begin(s3, bucket, "left").part(1, bytes(100_000));
        assertThat(user.charged()).isEqualTo(100_000);
        upload.abort();

        assertThat(user.charged()).isZero();
        upload.abort();
        assertThat(refusal(upload::complete)).isEqualTo("404 NoSuchUpload");
        assertThat(refusal(() -> upload.part(2, "x"))).isEqualTo("404 NoSuchUpload");
        assertThat(refusal(user.send("GET", upload.path(), ""))).isEqualTo("404 NoSuchUpload");
    }

    @Test
    void itReplacesWhatIsThereWhenItIsCompleted() {
        user.put(s3, bucket, "k", "as it was");
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k").part(1, "changed");
        assertThat(user.text(s3, bucket, "k")).isEqualTo("as it was");

        upload.complete();

        assertThat(user.text(s3, bucket, "k")).isEqualTo("changed");
        assertThat(user.charged()).isEqualTo(7);
    }

    @Test
    void conditionsHoldWhenItIsCompleted() {
        user.put(s3, bucket, "k", "as it was");
        PartedUpload upload = PartedUpload.begin(s3, bucket, "k").part(1, "changed");

        assertThat(refusal(() -> upload.complete(complete -> complete.ifNoneMatch("*"))))
                .isEqualTo("412 PreconditionFailed");
        assertThat(refusal(() -> upload.complete(complete -> complete.ifMatch("\"other\""))))
                .isEqualTo("412 PreconditionFailed");
        assertThat(user.text(s3, bucket, "k")).isEqualTo("as it was");
        String there = s3.headObject(head -> head.bucket(bucket).key("k")).eTag();
        upload.complete(complete -> complete.ifMatch(there));
        assertThat(user.text(s3, bucket, "k")).isEqualTo("changed");

        PartedUpload fresh = PartedUpload.begin(s3, bucket, "fresh").part(1, "new");
        assertThat(refusal(() -> fresh.complete(complete -> complete.ifMatch("\"x\""))))
                .isEqualTo("404 NoSuchKey");
        fresh.complete(complete -> complete.ifNoneMatch("*"));
        assertThat(user.text(s3, bucket, "fresh")).isEqualTo("new");
    }

    @Test
    void theEncryptionOfAPartIsToldAsThatOfAnObject() {
        user.put(s3, bucket, "source", "hello");
        String path = "/" + bucket + "/parts";
        String begun = user.send("POST", path + "?uploads", "").text();
        String id = begun.substring(begun.indexOf("<UploadId>") + 10, begun.indexOf("</UploadId>"));
        String part = path + "?partNumber=1&uploadId=" + id;

        for (String[] headers : new String[][] {{}, {"x-amz-copy-source", bucket + "/source"}}) {
            assertThat(user.send("PUT", part, "", headers).header("x-amz-server-side-encryption"))
                    .isEqualTo("AES256");
        }
    }

    @Test
    void uploadsOfABucketThatIsDeletedEndWithIt() {
        s3.createBucket(make -> make.bucket("photos"));
        PartedUpload upload = PartedUpload.begin(s3, "photos", "a.bin").part(1, HELLO);
        PartedUpload elsewhere = PartedUpload.begin(s3, bucket, "b.bin").part(1, HELLO);

        s3.deleteBucket(delete -> delete.bucket("photos"));

        assertThat(user.charged()).isEqualTo(HELLO.length);
        s3.createBucket(make -> make.bucket("photos"));
        assertThat(refusal(upload::complete)).isEqualTo("404 NoSuchUpload");
        assertThat(elsewhere.complete().key()).isEqualTo("b.bin");
    }
}
