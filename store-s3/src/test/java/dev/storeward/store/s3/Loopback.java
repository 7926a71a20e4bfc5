package dev.storeward.store.s3;

import dev.storeward.store.ObjectStore;
import dev.storeward.store.Secret;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Outbound;
import dev.storeward.store.s3.settings.AmazonSettings;
import dev.storeward.testkit.server.S3Server;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gate that leads to this machine only, with short patience. */
public record Loopback(Duration connectTimeout, Duration readTimeout) implements Outbound {
    public Loopback() {
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

    /** A connector of an installation that knows nothing of Amazon. */
    public static S3Connector connector() {
        return new S3Connector(
                AmazonSettings.itself(new Loopback()), InstantSource.system(), new SecureRandom());
    }

    /** The server's bucket through the connector. */
    public static ObjectStore open(S3Connector connector, S3Server server, Outbound outbound) {
        Map<String, String> values = new HashMap<>(server.settings());
        values.put("conditional_put", "true");
        ConnectorSchema schema = connector.schema();
        return connector.open(
                schema.spec(Secret.each(values)), schema.credential(Secret.each(values)), outbound);
    }
}
