package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.SharedServers;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.ResponseBytes;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesParts;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesRequest;
import software.amazon.awssdk.services.s3.model.GetObjectAttributesResponse;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.ObjectAttributes;
import software.amazon.awssdk.services.s3.model.ObjectPart;

/** The parts of an object, which are counted from one whatever their numbers were. */
@ExtendWith(SharedServers.class)
class PartsReadTest {
    private static final byte[] FIRST = bytes(LEAST);

    private static S3User user;
    private static S3Client s3;
    private static String bucket;
    private static String etag;

    @BeforeAll
    static void start() {
        RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
        user = S3User.on(server);
        s3 = user.client();
        bucket = user.whole();
        PartedUpload upload =
                PartedUpload.begin(
                        s3,
                        bucket,
                        "parts",
                        create -> create.checksumAlgorithm(ChecksumAlgorithm.SHA256));
        upload.put(3, FIRST, part -> part.checksumAlgorithm(ChecksumAlgorithm.SHA256));
        upload.put(
                7,
                new byte[] {'e', 'n', 'd'},
                part -> part.checksumAlgorithm(ChecksumAlgorithm.SHA256));
        etag = upload.complete().eTag();
        user.put(s3, bucket, "whole", "hello");
        user.put(s3, bucket, "empty", "");
    }

    @Test
    void onePartIsRead() {
        ResponseBytes<GetObjectResponse> first =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key("parts").partNumber(1));
        ResponseBytes<GetObjectResponse> last =
                s3.getObjectAsBytes(get -> get.bucket(bucket).key("parts").partNumber(2));

        assertThat(first.asByteArray()).isEqualTo(FIRST);
        assertThat(first.response().partsCount()).isEqualTo(2);
        assertThat(first.response().eTag()).isEqualTo(etag);
        assertThat(last.asUtf8String()).isEqualTo("end");
        assertThat(last.response().contentRange())
                .isEqualTo("bytes " + LEAST + "-" + (LEAST + 2) + "/" + (LEAST + 3));
        assertThat(last.response().sdkHttpResponse().statusCode()).isEqualTo(206);
    }

    @Test
    void theHeadOfAPart() {
        HeadObjectResponse last =
                s3.headObject(head -> head.bucket(bucket).key("parts").partNumber(2));

        assertThat(last.contentLength()).isEqualTo(3);
        assertThat(last.partsCount()).isEqualTo(2);
        assertThat(last.sdkHttpResponse().statusCode()).isEqualTo(206);
        assertThat(last.sdkHttpResponse().firstMatchingHeader("Content-Range"))
                .contains("bytes " + LEAST + "-" + (LEAST + 2) + "/" + (LEAST + 3));
    }

    @ParameterizedTest
    @CsvSource({
        "parts?partNumber=3, 416 InvalidPartNumber",
        "parts?partNumber=0, 400 InvalidArgument",
        "parts?partNumber=10001, 400 InvalidArgument",
        "parts?partNumber=x, 400 InvalidArgument",
        "whole?partNumber=2, 416 InvalidPartNumber",
    })
    void partsThatThereAreNot(String path, String expected) {
        assertThat(refusal(user.send("GET", "/" + bucket + "/" + path, ""))).isEqualTo(expected);
    }

    @Test
    void aPartAndARangeAreNotAskedForAtOnce() {
        assertThat(
                        refusal(
                                user.send(
                                        "GET",
                                        "/" + bucket + "/parts?partNumber=1",
                                        "",
                                        "Range",
                                        "bytes=0-1")))
                .isEqualTo("400 InvalidRequest");
    }

    @Test
    void whatCameInOneRequestIsItsOnePart() {
        Answer whole = user.send("GET", "/" + bucket + "/whole?partNumber=1", "");
        Answer empty = user.send("GET", "/" + bucket + "/empty?partNumber=1", "");

        assertThat(whole.status()).isEqualTo(206);
        assertThat(whole.text()).isEqualTo("hello");
        assertThat(whole.header("Content-Range")).isEqualTo("bytes 0-4/5");
        assertThat(whole.headers().firstValue("x-amz-mp-parts-count")).isEmpty();
        assertThat(empty.status()).isEqualTo(206);
        assertThat(empty.body()).isEmpty();
    }

    private static GetObjectAttributesResponse attributes(
            String key, Consumer<GetObjectAttributesRequest.Builder> more) {
        return s3.getObjectAttributes(get -> {
            get.bucket(bucket)
                    .key(key)
                    .objectAttributes(
                            ObjectAttributes.OBJECT_PARTS,
                            ObjectAttributes.CHECKSUM,
                            ObjectAttributes.OBJECT_SIZE);
            more.accept(get);
        });
    }

    @Test
    void attributesTellThemPageByPage() throws Exception {
        GetObjectAttributesResponse all = attributes("parts", get -> {});
        GetObjectAttributesParts parts = all.objectParts();

        assertThat(all.objectSize()).isEqualTo(LEAST + 3);
        assertThat(all.checksum().checksumSHA256()).endsWith("-2");
        assertThat(all.checksum().checksumTypeAsString()).isEqualTo("COMPOSITE");
        assertThat(parts.totalPartsCount()).isEqualTo(2);
        assertThat(parts.isTruncated()).isFalse();
        assertThat(parts.parts())
                .extracting(ObjectPart::partNumber, ObjectPart::size)
                .containsExactly(tuple(1, (long) LEAST), tuple(2, 3L));
        assertThat(parts.parts().getFirst().checksumSHA256())
                .isEqualTo(
                        Base64.getEncoder()
                                .encodeToString(
                                        MessageDigest.getInstance("SHA-256").digest(FIRST)));
        GetObjectAttributesParts one = attributes("parts", get -> get.maxParts(1)).objectParts();
        assertThat(one.parts()).extracting(ObjectPart::partNumber).containsExactly(1);
        assertThat(one.isTruncated()).isTrue();
        assertThat(one.nextPartNumberMarker()).isEqualTo(1);
        assertThat(attributes("parts", get -> get.partNumberMarker(1)).objectParts().parts())
                .extracting(ObjectPart::partNumber)
                .containsExactly(2);
        assertThat(attributes("whole", get -> {}).objectParts())
                .as("of what came in one request there are none to tell")
                .isNull();
    }
}
