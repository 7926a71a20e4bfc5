package dev.storeward.server.api.s3.upload;

import static dev.storeward.server.api.s3.S3User.refusal;
import static dev.storeward.server.api.s3.upload.PartedUpload.LEAST;
import static dev.storeward.server.api.s3.upload.PartedUpload.bytes;
import static dev.storeward.server.api.s3.upload.PartedUpload.document;
import static dev.storeward.server.api.s3.upload.PartedUpload.named;
import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.server.Http.Answer;
import dev.storeward.server.RunningServer;
import dev.storeward.server.api.s3.S3User;
import dev.storeward.server.proof.server.SharedServers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.ChecksumAlgorithm;
import software.amazon.awssdk.services.s3.model.ChecksumType;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** What clients compute of parts and of the object holds, or nothing is made. */
@ExtendWith(SharedServers.class)
class PartChecksumsTest {
    private static final byte[] WHOLE = bytes(LEAST + 3);
    private static final byte[] FIRST = Arrays.copyOf(WHOLE, LEAST);
    private static final byte[] LAST = Arrays.copyOfRange(WHOLE, LEAST, WHOLE.length);

    private final RunningServer server = SharedServers.on(SharedServers.Kind.LOCAL).server();
    private final S3User user = S3User.on(server);
    private final S3Client s3 = user.client();
    private final String bucket = user.whole();

    private static String field(ChecksumAlgorithm algorithm) {
        return "Checksum" + algorithm.name().replace("_", "");
    }

    @ParameterizedTest
    @CsvSource({"CRC32", "CRC32_C"})
    void aCheckOfAllBytesIsPutTogetherFromThoseOfTheParts(ChecksumAlgorithm algorithm) {
        PartedUpload upload =
                PartedUpload.begin(
                        s3,
                        bucket,
                        "k",
                        create ->
                                create.checksumAlgorithm(algorithm)
                                        .checksumType(ChecksumType.FULL_OBJECT));
        upload.put(1, FIRST, part -> part.checksumAlgorithm(algorithm));
        upload.put(2, LAST, part -> part.checksumAlgorithm(algorithm));
        CompleteMultipartUploadResponse made = upload.complete();

        String atOnce =
                s3.putObject(
                                put ->
                                        put.bucket(bucket)
                                                .key("at-once")
                                                .checksumAlgorithm(algorithm),
                                RequestBody.fromBytes(WHOLE))
                        .getValueForField(field(algorithm), String.class)
                        .orElseThrow();
        assertThat(made.getValueForField(field(algorithm), String.class)).contains(atOnce);
        assertThat(made.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
        HeadObjectResponse head = head("k");
        assertThat(head.getValueForField(field(algorithm), String.class)).contains(atOnce);
        assertThat(head.checksumTypeAsString()).isEqualTo("FULL_OBJECT");
    }

    private HeadObjectResponse head(String key) {
        return s3.headObject(h -> h.bucket(bucket).key(key).checksumMode("ENABLED"));
    }

    @ParameterizedTest
    @CsvSource({"CRC32", "CRC32_C", "SHA1", "SHA256"})
    void whereNothingIsSaidItIsTheChecksumOfTheChecksums(ChecksumAlgorithm algorithm) {
        PartedUpload upload =
                PartedUpload.begin(s3, bucket, "k", create -> create.checksumAlgorithm(algorithm));
        UploadPartResponse first = upload.put(1, FIRST, part -> part.checksumAlgorithm(algorithm));
        upload.put(2, LAST, part -> part.checksumAlgorithm(algorithm));
        CompleteMultipartUploadResponse made = upload.complete();

        assertThat(first.getValueForField(field(algorithm), String.class)).isPresent();
        String sum = made.getValueForField(field(algorithm), String.class).orElseThrow();
        assertThat(sum).endsWith("-2");
        assertThat(made.checksumTypeAsString()).isEqualTo("COMPOSITE");
        assertThat(head("k").getValueForField(field(algorithm), String.class)).contains(sum);
        assertThat(head("k").checksumTypeAsString()).isEqualTo("COMPOSITE");
        assertThat(
                        s3.getObjectAsBytes(
                                        get -> get.bucket(bucket).key("k").checksumMode("ENABLED"))
                                .asByteArray())
                .isEqualTo(WHOLE);
    }

    @Test
    void knownValues() {
        Answer begun =
                user.send(
                        "POST",
                        "/" + bucket + "/k?uploads",
                        "",
                        "x-amz-checksum-algorithm",
                        "CRC64NVME");
        assertThat(begun.header("x-amz-checksum-algorithm")).isEqualTo("CRC64NVME");
        assertThat(begun.header("x-amz-checksum-type")).isEqualTo("FULL_OBJECT");
        String id = begun.text().replaceAll("(?s).*<UploadId>|</UploadId>.*", "");
        String path = "/" + bucket + "/k?partNumber=1&uploadId=" + id;

        Answer part = user.send("PUT", path, "hello");

        assertThat(part.header("x-amz-checksum-crc64nvme"))
                .as("who says none is told it")
                .isEqualTo("M3eFcAZSQlc=");
        String document = document(named(1, part.header("ETag")));
        String whole = "/" + bucket + "/k?uploadId=" + id;
        assertThat(
                        refusal(
                                user.send(
                                        "POST",
                                        whole,
                                        document,
                                        "x-amz-checksum-crc64nvme",
                                        "AAAAAAAAAAA=")))
                .isEqualTo("400 BadDigest");
        assertThat(refusal(user.send("POST", whole, document, "x-amz-checksum-crc32", "NhCmhg==")))
                .isEqualTo("400 InvalidRequest");
        assertThat(refusal(user.send("POST", whole, document, "x-amz-checksum-type", "COMPOSITE")))
                .isEqualTo("400 InvalidRequest");
        assertThat(refusal(user.send("POST", whole, document, "x-amz-mp-object-size", "4")))
                .isEqualTo("400 InvalidRequest");
        assertThat(
                        user.send(
                                        "POST",
                                        whole,
                                        document,
                                        "x-amz-checksum-crc64nvme",
                                        "M3eFcAZSQlc=",
                                        "x-amz-mp-object-size",
                                        "5")
                                .text())
                .contains("<ChecksumCRC64NVME>M3eFcAZSQlc=</ChecksumCRC64NVME>")
                .contains("<ChecksumType>FULL_OBJECT</ChecksumType>");
    }

    @ParameterizedTest
    @CsvSource({
        "MD5, '', 400 InvalidRequest",
        "SHA256, FULL_OBJECT, 400 InvalidRequest",
        "CRC64NVME, COMPOSITE, 400 InvalidRequest",
        "CRC32, SOME, 400 InvalidRequest",
        "'', COMPOSITE, 400 InvalidRequest",
        "crc32, full_object, 200",
    })
    void whatThereIsNotIsRefused(String algorithm, String type, String expected) {
        assertThat(
                        refusal(
                                user.send(
                                        "POST",
                                        "/" + bucket + "/k?uploads",
                                        "",
                                        "x-amz-checksum-algorithm",
                                        algorithm,
                                        "x-amz-checksum-type",
                                        type)))
                .isEqualTo(expected);
    }

    @Test
    void aPartHasThatOfItsUploadAndItHolds() {
        PartedUpload upload =
                PartedUpload.begin(
                        s3,
                        bucket,
                        "k",
                        create -> create.checksumAlgorithm(ChecksumAlgorithm.SHA256));
        String path = upload.path() + "&partNumber=1";

        assertThat(refusal(user.send("PUT", path, "hello", "x-amz-checksum-crc32", "NhCmhg==")))
                .isEqualTo("400 InvalidRequest");
        assertThat(
                        refusal(
                                user.send(
                                        "PUT",
                                        path,
                                        "other",
                                        "x-amz-checksum-sha256",
                                        "LPJNul+wow4m6DsqxbninhsWHlwfp0JecwQzYpOLmCQ=")))
                .isEqualTo("400 BadDigest");
        assertThat(
                        refusal(
                                user.send(
                                        "PUT",
                                        path,
                                        "other",
                                        "Content-MD5",
                                        "XUFAKrxLKna5cZ2REBfFkg==")))
                .isEqualTo("400 BadDigest");
        assertThat(user.charged()).isZero();
        upload.put(
                1,
                "hello".getBytes(StandardCharsets.UTF_8),
                part -> part.checksumAlgorithm(ChecksumAlgorithm.SHA256));
        String etag = upload.parts.getFirst().eTag();
        String said =
                document(
                        "<Part><ChecksumSHA256>uU0nuZNNPgilLlLX2n2r+sSE7+N6U4DukIj3rOLvzek=</ChecksumSHA256><PartNumber>1</PartNumber><ETag>"
                                + etag
                                + "</ETag></Part>");
        assertThat(refusal(user.send("POST", upload.path(), said))).isEqualTo("400 InvalidPart");
    }
}
