package dev.storeward.store.gcs;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.testkit.gcs.GcsServer;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A gate that leads to this machine only. */
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

    /** A connector whose operator reaches Google at another place. */
    static GcsConnector connector(URI endpoint, Outbound operator) {
        return new GcsConnector(new GcsConnector.Cloud(Optional.of(endpoint), operator));
    }

    /** The server's bucket, with some fields set otherwise. */
    static ObjectStore open(GcsConnector connector, GcsServer server, Map<String, String> more) {
        Map<String, String> values = new HashMap<>(server.settings());
        values.putAll(more);
        ConnectorSchema schema = connector.schema();
        return connector.open(
                schema.spec(Secret.each(values)),
                schema.credential(Secret.each(values)),
                new NoWayOut());
    }
}
