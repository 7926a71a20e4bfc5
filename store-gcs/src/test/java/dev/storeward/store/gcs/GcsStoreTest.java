package dev.storeward.store.gcs;

import dev.storeward.store.ObjectStore;
import dev.storeward.testkit.contract.ObjectStoreContract;
import dev.storeward.testkit.gcs.GcsServer;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;

/** The contract on a server that checks what Google checks. */
final class GcsStoreTest extends ObjectStoreContract {
    private final GcsServer server = GcsServer.start();
    private final GcsConnector connector = Loopback.connector(server.endpoint(), new Loopback());

    @Override
    protected ObjectStore open() {
        return Loopback.open(connector, server, Map.of());
    }

    @Override
    public Optional<ObjectStore> withWrongSecret() {
        return Optional.of(
                Loopback.open(
                        connector, server, Map.of("auth_json", server.wrongAuthJson().toString())));
    }

    @Override
    public Optional<ObjectStore> onMissingBucket() {
        return Optional.of(Loopback.open(connector, server, Map.of("bucket", "no-such-bucket")));
    }

    @AfterAll
    void stop() {
        connector.close();
        server.close();
    }
}
