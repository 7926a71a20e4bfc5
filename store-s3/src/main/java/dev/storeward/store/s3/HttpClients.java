package dev.storeward.store.s3;

import dev.storeward.store.connector.Outbound;
import dev.storeward.store.http.GatedConnections;
import dev.storeward.store.http.GatedResolver;
import dev.storeward.store.s3.wire.WireClient;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/** HTTP clients whose every connect passes the gate. They follow no redirect and use no proxy. */
final class HttpClients {
    private HttpClients() {}

    /**
     * The clients behind one gate.
     *
     * @param sdk for what the SDK sends
     * @param wire for single objects
     */
    record Pair(SdkHttpClient sdk, WireClient wire) implements AutoCloseable {
        @Override
        public void close() {
            sdk.close();
            wire.close();
        }
    }

    static Pair over(Outbound outbound) {
        return new Pair(sdk(outbound), new WireClient(outbound));
    }

    private static SdkHttpClient sdk(Outbound outbound) {
        return Apache5HttpClient.builder()
                .dnsResolver(new GatedResolver(outbound))
                .connectionTimeout(outbound.connectTimeout())
                .socketTimeout(outbound.readTimeout())
                .connectionAcquisitionTimeout(GatedConnections.LEASE)
                .maxConnections(GatedConnections.MOST)
                .connectionMaxIdleTime(GatedConnections.IDLE)
                .expectContinueEnabled(false)
                .tcpKeepAlive(true)
                .proxyConfiguration(
                        ProxyConfiguration.builder()
                                .useSystemPropertyValues(false)
                                .useEnvironmentVariableValues(false)
                                .build())
                .build();
    }
}
