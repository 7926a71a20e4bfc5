package dev.storeward.store.gcs;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.StoreException;
import dev.storeward.store.StoreException.Code;
import dev.storeward.store.connector.Connector;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.gate.GateContract;
import dev.storeward.testkit.gcs.GcsServer;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** No tenant names an endpoint here: the operator's takes its place, behind a tenant's gate. */
final class GcsGateTest extends GateContract {
    private static final Map<String, String> VALUES = values();

    private final List<GcsConnector> opened = new ArrayList<>();

    private static Map<String, String> values() {
        try (GcsServer server = GcsServer.start()) {
            return server.settings();
        }
    }

    @Override
    protected Connector connector() {
        return new GcsConnector(new GcsConnector.Cloud(Optional.empty(), new Loopback()));
    }

    @Override
    protected ObjectStore open(Connector connector, String endpoint, Outbound outbound) {
        GcsConnector there = Loopback.connector(uri(endpoint), outbound);
        opened.add(there);
        ConnectorSchema schema = there.schema();
        return there.open(
                schema.spec(Secret.each(VALUES)),
                schema.credential(Secret.each(VALUES)),
                new NoWayOut());
    }

    /** As the settings are read: what is no URL never comes so far as a connector. */
    private static URI uri(String endpoint) {
        try {
            return new URI(endpoint);
        } catch (URISyntaxException e) {
            throw new StoreException(Code.INVALID, "The endpoint is not a URL.");
        }
    }

    @AfterEach
    void closeOpened() {
        opened.forEach(GcsConnector::close);
    }
}
