package dev.storeward.store.gcs;

import com.google.cloud.storage.StorageException;
import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.edge.EdgeContract;
import dev.storeward.testkit.gcs.GcsServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;

final class GcsEdgeTest extends EdgeContract {
    private static final Map<String, String> VALUES = values();

    private final List<GcsConnector> opened = new CopyOnWriteArrayList<>();

    private static Map<String, String> values() {
        try (GcsServer server = GcsServer.start()) {
            return server.settings();
        }
    }

    @Override
    protected Connector connector() {
        return new GcsConnector(new GcsConnector.Cloud(Optional.empty(), new Loopback()));
    }

    /** No tenant names an endpoint here: the operator's takes its place. */
    @Override
    protected ObjectStore open(Connector connector, String endpoint, Outbound outbound) {
        GcsConnector there = Loopback.connector(URI.create(endpoint), outbound);
        opened.add(there);
        ConnectorSchema schema = there.schema();
        return there.open(
                schema.spec(Secret.each(VALUES)),
                schema.credential(Secret.each(VALUES)),
                new NoWayOut());
    }

    @Override
    protected List<Supplier<RuntimeException>> ofSdk() {
        return List.of(
                () -> new StorageException(0, "any"), () -> new StorageException(500, "any"));
    }

    @AfterEach
    void closeOpened() {
        opened.forEach(GcsConnector::close);
    }
}
