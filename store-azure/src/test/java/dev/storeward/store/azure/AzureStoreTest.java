package dev.storeward.store.azure;

import dev.storeward.store.ObjectStore;
import dev.storeward.testkit.contract.ObjectStoreContract;
import dev.storeward.testkit.server.AzureServer;
import dev.storeward.testkit.server.AzuriteServer;
import java.time.Clock;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** The contract on a container of Azurite. */
final class AzureStoreTest extends ObjectStoreContract {
    private static final AzureConnector CONNECTOR = new AzureConnector(Clock.systemUTC());
    private static final Loopback OUTBOUND = new Loopback();

    private static ObjectStore open(AzureServer server) {
        return Loopback.open(CONNECTOR, server, OUTBOUND);
    }

    @Override
    protected ObjectStore open() {
        return open(AzuriteServer.shared());
    }

    @Override
    public Optional<ObjectStore> withWrongSecret() {
        String wrong = Base64.getEncoder().encodeToString(new byte[64]);
        return Optional.of(open(AzuriteServer.shared().withKey(wrong)));
    }

    @Override
    public Optional<ObjectStore> onMissingBucket() {
        return Optional.of(open(AzuriteServer.shared().withContainer("no-such-container")));
    }

    @Override
    public Map<String, String> signedPutHeaders() {
        return Map.of("x-ms-blob-type", "BlockBlob");
    }
}
