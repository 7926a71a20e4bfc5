package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.SharedServers;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.CommonPrefix;
import software.amazon.awssdk.services.s3.model.EncodingType;
import software.amazon.awssdk.services.s3.model.ListMultipartUploadsResponse;
import software.amazon.awssdk.services.s3.model.ListPartsResponse;
import software.amazon.awssdk.services.s3.model.MultipartUpload;
import software.amazon.awssdk.services.s3.model.Part;

/** Uploads that are open, and the parts of one, page by page. */
@ExtendWith(SharedServers.class)
class UploadListsTest {
    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    @Test
    void partsAreListedByTheirNumbers() {
        PartedUpload upload =
                PartedUpload.begin(
                        s3,
                        bucket,
                        "k",
                        create -> create.checksumAlgorithm(ChecksumAlgorithm.CRC32));
        assertThat(s3.listParts(list -> list.bucket(bucket).key("k").uploadId(upload.id)).parts())
                .isEmpty();
        upload.part(7, "seven").part(2, "hello").part(10_000, "");

        ListPartsResponse all =
                s3.listParts(list -> list.bucket(bucket).key("k").uploadId(upload.id));

        assertThat(all.parts())
                .extracting(Part::partNumber, Part::size, Part::eTag)
                .containsExactly(
                        tuple(2, 5L, "\"5d41402abc4b2a76b9719d911017c592\""),
                        tuple(7, 5L, "\"bb3aec0fdcdbc2974890f805c585d432\""),
                        tuple(10_000, 0L, "\"d41d8cd98f00b204e9800998ecf8427e\""));
        assertThat(all.parts().getFirst().checksumCRC32()).isEqualTo("NhCmhg==");
        assertThat(all.parts().getFirst().lastModified()).isNotNull();
        assertThat(all.checksumAlgorithmAsString()).isEqualTo("CRC32");
        assertThat(all.checksumTypeAsString()).isEqualTo("COMPOSITE");
        assertThat(all.isTruncated()).isFalse();
        assertThat(all.owner().id()).isEqualTo(user.member().userId().toString());
        assertThat(all.initiator().id()).isEqualTo(user.member().userId().toString());
        assertThat(
                        s3.listPartsPaginator(list ->
                                        list.bucket(bucket)
                                                .key("k")
                                                .uploadId(upload.id)
                                                .maxParts(1))
                                .parts())
                .extracting(Part::partNumber)
                .containsExactly(2, 7, 10_000);
        ListPartsResponse second =
                s3.listParts(list ->
                        list.bucket(bucket)
                                .key("k")
                                .uploadId(upload.id)
                                .maxParts(1)
                                .partNumberMarker(2));
        assertThat(second.parts()).extracting(Part::partNumber).containsExactly(7);
        assertThat(second.nextPartNumberMarker()).isEqualTo(7);
        assertThat(second.isTruncated()).isTrue();
        assertThat(refusal(user.send("GET", upload.path() + "&max-parts=x", "")))
                .isEqualTo("400 InvalidArgument");
    }

    @Test
    void uploadsAreListedByTheirKeysAndPageByPage() {
        PartedUpload b = PartedUpload.begin(s3, bucket, "dir/b");
        PartedUpload a = PartedUpload.begin(s3, bucket, "dir/a c");
        PartedUpload again = PartedUpload.begin(s3, bucket, "dir/a c");
        PartedUpload top = PartedUpload.begin(s3, bucket, "top");
        PartedUpload.begin(s3, bucket, "gone").abort();
        PartedUpload.begin(s3, bucket, "made").part(1, "x").complete();
        user.colleague().send("POST", "/" + bucket + "/dir/of-another?uploads", "");

        ListMultipartUploadsResponse all = s3.listMultipartUploads(list -> list.bucket(bucket));

        assertThat(all.uploads())
                .extracting(MultipartUpload::key, MultipartUpload::uploadId)
                .containsExactly(
                        tuple("dir/a c", a.id),
                        tuple("dir/a c", again.id),
                        tuple("dir/b", b.id),
                        tuple("top", top.id));
        assertThat(all.isTruncated()).isFalse();
        assertThat(all.uploads().getFirst().initiated()).isNotNull();
        List<String> paged = new ArrayList<>();
        s3.listMultipartUploadsPaginator(list -> list.bucket(bucket).maxUploads(1))
                .uploads()
                .forEach(upload -> paged.add(upload.uploadId()));
        assertThat(paged).containsExactly(a.id, again.id, b.id, top.id);
        ListMultipartUploadsResponse rolled =
                s3.listMultipartUploads(list -> list.bucket(bucket).delimiter("/"));
        assertThat(rolled.commonPrefixes())
                .extracting(CommonPrefix::prefix)
                .containsExactly("dir/");
        assertThat(rolled.uploads()).extracting(MultipartUpload::key).containsExactly("top");
        assertThat(
                        s3.listMultipartUploads(list ->
                                        list.bucket(bucket).prefix("dir/").keyMarker("dir/a c"))
                                .uploads())
                .extracting(MultipartUpload::key)
                .containsExactly("dir/b");
        assertThat(
                        user.send(
                                        "GET",
                                        "/" + bucket + "?uploads&encoding-type=url&max-uploads=1",
                                        "")
                                .text())
                .contains("<Key>dir/a%20c</Key>")
                .contains("<EncodingType>url</EncodingType>")
                .contains("<NextUploadIdMarker>" + a.id);
        assertThat(
                        s3.listMultipartUploads(
                                        list -> list.bucket(bucket).encodingType(EncodingType.URL))
                                .uploads()
                                .getFirst()
                                .key())
                .as("the SDK decodes it")
                .isEqualTo("dir/a c");
    }

    @Test
    void aBucketListsWhatIsBelowItsFolder() {
        s3.createBucket(create -> create.bucket("photos"));
        PartedUpload upload = PartedUpload.begin(s3, "photos", "a");
        PartedUpload.begin(s3, bucket, "elsewhere");

        assertThat(s3.listMultipartUploads(list -> list.bucket("photos")).uploads())
                .extracting(MultipartUpload::key, MultipartUpload::uploadId)
                .containsExactly(tuple("a", upload.id));
        assertThat(refusal(user.send("GET", "/photos?uploads&key-marker=a&upload-id-marker=x", "")))
                .isEqualTo("400 InvalidArgument");
    }
}
