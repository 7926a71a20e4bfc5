package dev.storeward.testkit.server;

import java.io.IOException;
import java.net.URI;
import java.util.Map;

/**
 * A running S3 server with one bucket.
 *
 * @param endpoint on loopback, path style
 */
public record S3Server(
        URI endpoint, String region, String accessKey, String secretKey, String bucket) {

    /** The values of the {@code s3} connector's fields for the bucket, secret ones included. */
    public Map<String, String> settings() {
        return Map.of(
                "endpoint", endpoint.toString(),
                "region", region,
                "bucket", bucket,
                "path_style", "true",
                "access_key", accessKey,
                "secret_key", secretKey);
    }

    /** The same server seen through another endpoint, such as a {@link FaultProxy}. */
    public S3Server through(URI other) {
        return new S3Server(other, region, accessKey, secretKey, bucket);
    }

    /** The same server and account with another bucket, which need not exist. */
    public S3Server withBucket(String name) {
        return new S3Server(endpoint, region, accessKey, secretKey, name);
    }

    /** The same server with another secret. */
    public S3Server withSecretKey(String secret) {
        return new S3Server(endpoint, region, accessKey, secret, bucket);
    }

    /** Makes a bucket, which may exist already, and answers the server with it. */
    public S3Server createBucket(String name) throws IOException, InterruptedException {
        S3Server there = withBucket(name);
        SignedCall.put(there, "/" + name);
        return there;
    }

    /** Removes an empty bucket. */
    public void removeBucket(String name) throws IOException, InterruptedException {
        SignedCall.delete(this, "/" + name);
    }
}
