package dev.storeward.store.azure;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.server.AzureServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/** A gate that leads to this machine only, with short patience. */
record Loopback(Duration connectTimeout, Duration readTimeout) implements Outbound {
    Loopback() {
        this(Duration.ofSeconds(5), Duration.ofSeconds(30));
    }

    @Override
    public void check(URI endpoint) {}

    @Override
    public List<InetAddress> resolve(String host) {
        try {
            return List.of(InetAddress.getByAddress(host, new byte[] {127, 0, 0, 1}));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The server's container through the connector. */
    static ObjectStore open(AzureConnector connector, AzureServer server, Outbound outbound) {
        ConnectorSchema schema = connector.schema();
        return connector.open(
                schema.spec(Secret.each(server.settings())),
                schema.credential(Secret.each(server.settings())),
                outbound);
    }
}
