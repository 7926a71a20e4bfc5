package dev.storeward.store.s3.identity;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.profiles.ProfileFile;

/** What all clients of the SDK have in common here. */
public final class SdkClients {
    private SdkClients() {}

    /**
     * How requests are sent.
     *
     * @param attempts how often a request is sent at most
     * @param deadline of all attempts together
     */
    public static ClientOverrideConfiguration configuration(int attempts, Duration deadline) {
        return ClientOverrideConfiguration.builder()
                .defaultProfileFile(noProfile())
                .apiCallTimeout(deadline)
                .retryStrategy(
                        AwsRetryStrategy.standardRetryStrategy().toBuilder()
                                .maxAttempts(attempts)
                                .build())
                .build();
    }

    /** The files and variables of the account this process runs under are not its tenants'. */
    public static ProfileFile noProfile() {
        return ProfileFile.builder()
                .content(new ByteArrayInputStream(new byte[0]))
                .type(ProfileFile.Type.CONFIGURATION)
                .build();
    }
}
