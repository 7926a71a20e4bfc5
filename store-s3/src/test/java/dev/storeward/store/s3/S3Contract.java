package dev.storeward.store.s3;

import dev.storeward.store.ObjectStore;
import dev.storeward.testkit.contract.ObjectStoreContract;
import dev.storeward.testkit.server.S3Server;
import java.util.Optional;

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
}
