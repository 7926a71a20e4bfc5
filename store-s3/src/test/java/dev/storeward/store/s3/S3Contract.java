package dev.storeward.store.s3;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.store.ByteRange;
import dev.storeward.store.Content;
import dev.storeward.store.ObjectBody;
import dev.storeward.store.ObjectKey;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.PutOptions;
import dev.storeward.testkit.contract.ObjectStoreContract;
import dev.storeward.testkit.server.S3Server;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The contract on a bucket of a running server. */
abstract class S3Contract extends ObjectStoreContract {
    private static final S3Connector CONNECTOR = Loopback.connector();
    private static final Loopback OUTBOUND = new Loopback();

    abstract S3Server server();

    @Override
    protected ObjectStore open() {
        return Loopback.open(CONNECTOR, server(), OUTBOUND);
    }

    @Override
    public Optional<ObjectStore> withWrongSecret() {
        return Optional.of(
                Loopback.open(CONNECTOR, server().withSecretKey("wrong-secret"), OUTBOUND));
    }

    @Override
    public Optional<ObjectStore> onMissingBucket() {
        return Optional.of(
                Loopback.open(CONNECTOR, server().withBucket("no-such-bucket"), OUTBOUND));
    }

    /** It is one request, whose body the server does not have to hold in memory. */
    @Test
    void aLargeBodyOfKnownDigestComesBackAsItWasWritten() throws Exception {
        ObjectKey key = freshKey("digested-large");
        byte[] bytes = new byte[70_000_000];
        new Random(7).nextBytes(bytes);
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(bytes);
        Content once = Content.once(new ByteArrayInputStream(bytes), OptionalLong.of(bytes.length));

        store().put(key, once.withSha256(sha256), PutOptions.defaults());

        try (ObjectBody body = store().get(key, ByteRange.all())) {
            assertThat(body.stream().readAllBytes()).isEqualTo(bytes);
        }
        store().delete(List.of(key));
    }
}
