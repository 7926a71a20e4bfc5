package dev.storeward.store.gcs.wire;

import dev.storeward.store.connector.Outbound;
import dev.storeward.store.http.Deadlines;
import dev.storeward.store.http.GatedConnections;
import java.io.IOException;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.util.TimeValue;

/**
 * Connections that pass one gate. They follow no redirect, use no proxy, keep no cookie and repeat
 * nothing by themselves.
 */
public record GcsHttp(CloseableHttpClient client, Deadlines deadlines) implements AutoCloseable {
    public static GcsHttp over(Outbound outbound) {
        CloseableHttpClient client =
                HttpClients.custom()
                        .setConnectionManager(GatedConnections.pool(outbound))
                        .setDefaultRequestConfig(GatedConnections.requests(outbound))
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableContentCompression()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .evictIdleConnections(TimeValue.of(GatedConnections.IDLE))
                        .build();
        return new GcsHttp(client, new Deadlines("gcs-deadlines"));
    }

    @Override
    public void close() {
        deadlines.close();
        try {
            client.close();
        } catch (IOException e) {
            // Closed is closed.
        }
    }
}
