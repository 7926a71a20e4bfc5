package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.SharedServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.UploadPartCopyResponse;

/** Parts that are parts of objects that are there. */
@ExtendWith(SharedServers.class)
class CopiedPartsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    private UploadPartCopyResponse copy(PartedUpload upload, int number, String range) {
        UploadPartCopyResponse copied =
                s3.uploadPartCopy(copy -> {
                    copy.sourceBucket(bucket)
                            .sourceKey("source")
                            .destinationBucket(bucket)
                            .destinationKey(upload.key)
                            .uploadId(upload.id)
                            .partNumber(number);
                    if (!range.isEmpty()) {
                        copy.copySourceRange(range);
                    }
                });
        upload.parts.add(
                CompletedPart.builder()
                        .partNumber(number)
                        .eTag(copied.copyPartResult().eTag())
                        .checksumCRC32(copied.copyPartResult().checksumCRC32())
                        .build());
        return copied;
    }

    @Test
    void rangesOfAnObjectBecomePartsOfAnother() {
        byte[] source = bytes(LEAST + 100);
        s3.putObject(put -> put.bucket(bucket).key("source"), RequestBody.fromBytes(source));
        PartedUpload upload =
                PartedUpload.begin(
                        s3,
                        bucket,
                        "copy",
                        create -> create.checksumAlgorithm(ChecksumAlgorithm.CRC32));

        UploadPartCopyResponse first = copy(upload, 1, "bytes=100-" + (LEAST + 99));
        assertThat(first.copyPartResult().lastModified()).isNotNull();
        assertThat(first.copyPartResult().checksumCRC32()).isNotNull();
        copy(upload, 2, "bytes=0-0");
        upload.complete();

        byte[] expected = new byte[LEAST + 1];
        System.arraycopy(source, 100, expected, 0, LEAST);
        expected[LEAST] = source[0];
        assertThat(read("copy")).isEqualTo(expected);
    }

    private byte[] read(String key) {
        return s3.getObjectAsBytes(get -> get.bucket(bucket).key(key)).asByteArray();
    }

    @Test
    void withoutARangeItIsTheWholeObjectWhateverMadeIt() {
        PartedUpload source = PartedUpload.begin(s3, bucket, "source");
        source.part(1, bytes(LEAST)).part(2, "end").complete();
        PartedUpload upload = PartedUpload.begin(s3, bucket, "copy");

        copy(upload, 1, "");
        upload.complete();
        assertThat(read("copy")).isEqualTo(read("source"));

        s3.putObject(put -> put.bucket(bucket).key("source"), RequestBody.empty());
        PartedUpload empty = PartedUpload.begin(s3, bucket, "none");
        copy(empty, 1, "");
        empty.complete();
        assertThat(read("none")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=3-2",
                "bytes=1-",
                "bytes=-1",
                "bytes=0",
                "0-1",
                "bytes=0-1,2-3",
                "bytes=a-b",
                "lines=0-1"
            })
    void whatIsNoRangeIsRefused(String range) {
        user.put(s3, bucket, "source", "hello");
        PartedUpload upload = PartedUpload.begin(s3, bucket, "copy");

        assertThat(refusal(() -> copy(upload, 1, range))).isEqualTo("400 InvalidArgument");
        assertThat(user.charged()).isEqualTo(5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=0-5", "bytes=5-5", "bytes=0-999999999999999999"})
    void whatGoesBeyondTheSourceIsRefused(String range) {
        user.put(s3, bucket, "source", "hello");
        PartedUpload upload = PartedUpload.begin(s3, bucket, "copy");

        assertThat(refusal(() -> copy(upload, 1, range))).isEqualTo("416 InvalidRange");
        assertThat(user.charged()).isEqualTo(5);
    }

    @ParameterizedTest
    @CsvSource({
        "x-amz-copy-source-if-match, \"other\", 412 PreconditionFailed",
        "x-amz-copy-source-if-none-match, \"5d41402abc4b2a76b9719d911017c592\", 412 PreconditionFailed",
        "x-amz-copy-source-if-unmodified-since, 'Sat, 01 Jan 2000 00:00:00 GMT', 412 PreconditionFailed",
        "x-amz-copy-source-if-match, \"5d41402abc4b2a76b9719d911017c592\", 200",
    })
    void conditionsOnTheSource(String name, String value, String expected) {
        user.put(s3, bucket, "source", "hello");
        PartedUpload upload = PartedUpload.begin(s3, bucket, "copy");

        assertThat(
                        refusal(
                                user.send(
                                        "PUT",
                                        upload.path() + "&partNumber=1",
                                        "",
                                        "x-amz-copy-source",
                                        bucket + "/source",
                                        name,
                                        value)))
                .isEqualTo(expected);
    }

    @Test
    void whatIsNotThereAndWhatIsOfOthersIsNotCopied() {
        S3User colleague = user.colleague();
        colleague.send("PUT", "/" + colleague.whole() + "/secret", "theirs");
        PartedUpload upload = PartedUpload.begin(s3, bucket, "copy");

        for (String key : new String[] {"none", "secret"}) {
            assertThat(
                            refusal(
                                    user.send(
                                            "PUT",
                                            upload.path() + "&partNumber=1",
                                            "",
                                            "x-amz-copy-source",
                                            bucket + "/" + key)))
                    .isEqualTo("404 NoSuchKey");
        }
        user.put(s3, bucket, "source", "hello");
        upload.abort();
        assertThat(refusal(() -> copy(upload, 1, ""))).isEqualTo("404 NoSuchUpload");
    }
}
