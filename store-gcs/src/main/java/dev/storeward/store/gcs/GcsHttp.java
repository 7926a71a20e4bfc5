package dev.storeward.store.gcs;

import dev.storeward.store.Outbound;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Connections that pass one gate. They follow no redirect, use no proxy, keep no cookie and repeat
 * nothing by themselves.
 */
record GcsHttp(CloseableHttpClient client, Deadlines deadlines) implements AutoCloseable {
    private static final int CONNECTIONS = 256;

    static GcsHttp over(Outbound outbound) {
        Timeout silence = Timeout.of(outbound.readTimeout());
        CloseableHttpClient client =
                HttpClients.custom()
                        .setConnectionManager(
                                PoolingHttpClientConnectionManagerBuilder.create()
                                        .setDnsResolver(new GatedResolver(outbound))
                                        .setMaxConnTotal(CONNECTIONS)
                                        .setMaxConnPerRoute(CONNECTIONS)
                                        .setDefaultSocketConfig(
                                                SocketConfig.custom()
                                                        .setSoTimeout(silence)
                                                        .setSoKeepAlive(true)
                                                        .build())
                                        .setDefaultConnectionConfig(
                                                ConnectionConfig.custom()
                                                        .setConnectTimeout(
                                                                Timeout.of(
                                                                        outbound.connectTimeout()))
                                                        .setSocketTimeout(silence)
                                                        .setValidateAfterInactivity(
                                                                TimeValue.ofSeconds(2))
                                                        .build())
                                        .build())
                        .setDefaultRequestConfig(
                                RequestConfig.custom()
                                        .setConnectionRequestTimeout(Timeout.ofSeconds(30))
                                        .setResponseTimeout(silence)
                                        .setRedirectsEnabled(false)
                                        .setExpectContinueEnabled(false)
                                        .build())
                        .disableRedirectHandling()
                        .disableAutomaticRetries()
                        .disableContentCompression()
                        .disableCookieManagement()
                        .disableAuthCaching()
                        .evictIdleConnections(TimeValue.of(20, TimeUnit.SECONDS))
                        .build();
        return new GcsHttp(client, new Deadlines());
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

    private record GatedResolver(Outbound outbound) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) {
            return outbound.resolve(ascii(host)).toArray(InetAddress[]::new);
        }

        /** The client asks for the readable form of names that have two. */
        private static String ascii(String host) {
            try {
                return IDN.toASCII(host);
            } catch (IllegalArgumentException e) {
                return host;
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) {
            return host;
        }
    }
}
