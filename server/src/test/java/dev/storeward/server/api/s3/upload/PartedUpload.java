package dev.storeward.server.api.s3.upload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.CompleteMultipartUploadResponse;
import software.amazon.awssdk.services.s3.model.CompletedPart;
import software.amazon.awssdk.services.s3.model.CreateMultipartUploadRequest;
import software.amazon.awssdk.services.s3.model.UploadPartRequest;
import software.amazon.awssdk.services.s3.model.UploadPartResponse;

/** An upload in parts of some object, with what its client remembers of the parts. */
final class PartedUpload {
    /** The least that a part has that is not the last. */
    static final int LEAST = 5 << 20;

    final S3Client s3;
    final String bucket;
    final String key;
    final String id;
    final List<CompletedPart> parts = new ArrayList<>();

    private PartedUpload(S3Client s3, String bucket, String key, String id) {
        this.s3 = s3;
        this.bucket = bucket;
        this.key = key;
        this.id = id;
    }

    static PartedUpload begin(S3Client s3, String bucket, String key) {
        return begin(s3, bucket, key, create -> {});
    }

    static PartedUpload begin(
            S3Client s3,
            String bucket,
            String key,
            Consumer<CreateMultipartUploadRequest.Builder> more) {
        String id =
                s3.createMultipartUpload(
                                create -> {
                                    create.bucket(bucket).key(key);
                                    more.accept(create);
                                })
                        .uploadId();
        return new PartedUpload(s3, bucket, key, id);
    }

    static byte[] bytes(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    PartedUpload part(int number, byte[] bytes) {
        put(number, bytes, part -> {});
        return this;
    }

    PartedUpload part(int number, String text) {
        return part(number, text.getBytes(StandardCharsets.UTF_8));
    }

    UploadPartResponse put(int number, byte[] bytes, Consumer<UploadPartRequest.Builder> more) {
        UploadPartResponse sent =
                s3.uploadPart(
                        part -> {
                            part.bucket(bucket).key(key).uploadId(id).partNumber(number);
                            more.accept(part);
                        },
                        RequestBody.fromBytes(bytes));
        parts.removeIf(part -> part.partNumber() == number);
        parts.add(
                CompletedPart.builder()
                        .partNumber(number)
                        .eTag(sent.eTag())
                        .checksumCRC32(sent.checksumCRC32())
                        .checksumCRC32C(sent.checksumCRC32C())
                        .checksumCRC64NVME(sent.checksumCRC64NVME())
                        .checksumSHA1(sent.checksumSHA1())
                        .checksumSHA256(sent.checksumSHA256())
                        .build());
        parts.sort(Comparator.comparing(CompletedPart::partNumber));
        return sent;
    }

    CompleteMultipartUploadResponse complete() {
        return complete(complete -> {});
    }

    CompleteMultipartUploadResponse complete(
            Consumer<CompleteMultipartUploadRequest.Builder> more) {
        return s3.completeMultipartUpload(complete -> {
            complete.bucket(bucket)
                    .key(key)
                    .uploadId(id)
                    .multipartUpload(made -> made.parts(parts));
            more.accept(complete);
        });
    }

    void abort() {
        s3.abortMultipartUpload(abort -> abort.bucket(bucket).key(key).uploadId(id));
    }

    /** The path of the upload at the door. */
    String path() {
        return "/" + bucket + "/" + key + "?uploadId=" + id;
    }

    /** A document that completes an upload with these parts. */
    static String document(String... parts) {
        return "<CompleteMultipartUpload>" + String.join("", parts) + "</CompleteMultipartUpload>";
    }

    static String named(int number, String etag) {
        return "<Part><PartNumber>" + number + "</PartNumber><ETag>" + etag + "</ETag></Part>";
    }
}
