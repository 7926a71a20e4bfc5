package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.async.AsyncRequestBody;
import software.amazon.awssdk.core.async.AsyncResponseTransformer;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.transfer.s3.S3TransferManager;
import software.amazon.awssdk.transfer.s3.model.CompletedDirectoryUpload;

/** Amazon's transfer manager over its native client, which cuts large files by itself. */
class TransferManagerTest extends ToolFixture {
    private static final long PART = 5L << 20;

    private S3AsyncClient s3;
    private S3TransferManager transfers;

    @BeforeEach
    void open() {
        s3 =
                S3AsyncClient.crtBuilder()
                        .endpointOverride(URI.create(endpoint()))
                        .forcePathStyle(true)
                        .region(Region.EU_CENTRAL_1)
                        .credentialsProvider(StaticCredentialsProvider.create(user.keys()))
                        .minimumPartSizeInBytes(PART)
                        .thresholdInBytes(PART)
                        .build();
        transfers = S3TransferManager.builder().s3Client(s3).build();
    }

    @AfterEach
    void close() {
        transfers.close();
        s3.close();
    }

    @Test
    void aLargeFileGoesThereInPartsAndBack() throws IOException {
        Path large = file("large.bin", LARGE);
        String etag =
                transfers
                        .uploadFile(up ->
                                up.source(large)
                                        .putObjectRequest(
                                                put -> put.bucket(user.whole()).key("large.bin")))
                        .completionFuture()
                        .join()
                        .response()
                        .eTag();

        assertThat(etag).endsWith("-3\"");
        assertServed("large.bin", large);
        transfers
                .downloadFile(down ->
                        down.destination(home.resolve("back.bin"))
                                .getObjectRequest(get -> get.bucket(user.whole()).key("large.bin")))
                .completionFuture()
                .join();
        assertThat(home.resolve("back.bin")).hasSameBinaryContentAs(large);

        transfers
                .copy(copy ->
                        copy.copyObjectRequest(to ->
                                to.sourceBucket(user.whole())
                                        .sourceKey("large.bin")
                                        .destinationBucket(user.whole())
                                        .destinationKey("copy.bin")))
                .completionFuture()
                .join();
        assertServed("copy.bin", large);
    }

    @Test
    void aFolderGoesThere() throws IOException {
        Path one = file("up/one.txt", 10);
        Path two = file("up/a b/two.txt", 20);

        CompletedDirectoryUpload done =
                transfers
                        .uploadDirectory(up ->
                                up.source(home.resolve("up")).bucket(user.whole()).s3Prefix("in"))
                        .completionFuture()
                        .join();

        assertThat(done.failedTransfers()).isEmpty();
        assertServed("in/one.txt", one);
        assertServed("in/a b/two.txt", two);
    }

    @Test
    void anObjectIsPutAndReadWithoutWaiting() {
        s3.putObject(
                        put -> put.bucket(user.whole()).key("hello.txt").contentType("text/plain"),
                        AsyncRequestBody.fromString("hello"))
                .join();

        assertThat(
                        s3.getObject(
                                        get -> get.bucket(user.whole()).key("hello.txt"),
                                        AsyncResponseTransformer.toBytes())
                                .join()
                                .asUtf8String())
                .isEqualTo("hello");
    }
}
