package dev.storeward.store.s3.settings;

import dev.storeward.store.connector.Credential;
import dev.storeward.store.connector.Outbound;
import java.net.URI;
import java.util.Optional;

/**
 * What the operator set for Amazon's S3 and its token service.
 *
 * @param s3Endpoint where buckets lie whose backend names no endpoint, instead of at Amazon's own;
 *     spoken to by path unless the backend says otherwise
 * @param stsEndpoint where roles are taken on, instead of at Amazon's own
 * @param accountId the operator's account of 12 digits, which customers' roles trust; empty when it
 *     is not known
 * @param identity {@code access_key} and {@code secret_key} of who takes roles on; empty for the
 *     SDK's own chain of environment, files and machine
 * @param operator what connections to these endpoints pass
 */
public record AmazonSettings(
        Optional<URI> s3Endpoint,
        Optional<URI> stsEndpoint,
        String accountId,
        Credential identity,
        Outbound operator) {

    /** Amazon itself, everywhere, with the SDK's own chain. */
    public static AmazonSettings itself(Outbound operator) {
        return new AmazonSettings(
                Optional.empty(), Optional.empty(), "", Credential.none(), operator);
    }
}
