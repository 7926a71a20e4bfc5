package dev.storeward.store.s3.identity;

import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Credential;
import dev.storeward.store.s3.settings.S3Fields;
import java.util.Optional;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;

/**
 * As whom a bucket is reached.
 *
 * @param who equal for two credentials of the same account; compared, never printed
 * @param session what is closed with the store
 */
public record S3Identity(
        AwsCredentialsProvider credentials, Secret who, Optional<AutoCloseable> session)
        implements AutoCloseable {

    /** An access key and its secret. */
    public static S3Identity keys(Credential credential) {
        return new S3Identity(fixed(credential), credential.get(S3Fields.ACCESS_KEY), none());
    }

    /** Whoever this process runs as. */
    public static S3Identity own() {
        DefaultCredentialsProvider chain = chain();
        return new S3Identity(chain, Secret.of(""), Optional.of(chain));
    }

    /** A role of a customer. */
    static S3Identity role(RoleSession session, Sts.Role role) {
        return new S3Identity(
                session, Secret.of(role.arn() + " " + role.externalId()), Optional.of(session));
    }

    static DefaultCredentialsProvider chain() {
        return DefaultCredentialsProvider.builder().build();
    }

    static AwsCredentialsProvider fixed(Credential credential) {
        Secret accessKey = credential.get(S3Fields.ACCESS_KEY);
        Secret secretKey = credential.get(S3Fields.SECRET_KEY);
        if (accessKey.isEmpty() || secretKey.isEmpty()) {
            throw new StoreException(
                    Code.INVALID, "S3 needs both an access key's id and its secret.");
        }
        return StaticCredentialsProvider.create(
                AwsBasicCredentials.create(accessKey.reveal().strip(), secretKey.reveal().strip()));
    }

    private static Optional<AutoCloseable> none() {
        return Optional.empty();
    }

    @Override
    public void close() {
        session.ifPresent(held -> {
            try {
                held.close();
            } catch (Exception e) {
                throw new IllegalStateException("a session could not be closed", e);
            }
        });
    }
}
