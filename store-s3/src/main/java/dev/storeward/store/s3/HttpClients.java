package dev.storeward.store.s3;

import dev.storeward.store.connector.Outbound;
import dev.storeward.store.http.GatedConnections;
import dev.storeward.store.http.GatedResolver;
import dev.storeward.store.s3.wire.WireClient;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;
import software.amazon.awssdk.core.exception.SdkClientException;
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
                .dnsResolver(new SdkResolver(new GatedResolver(outbound)))
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

    /**
     * Tells the SDK of every failure by an exception of its own: an interceptor of it turns any
     * other that names an unknown host into one that names nothing.
     */
    private record SdkResolver(DnsResolver resolver) implements DnsResolver {
        @Override
        public InetAddress[] resolve(String host) throws UnknownHostException {
            try {
                return resolver.resolve(host);
            } catch (RuntimeException e) {
                throw SdkClientException.create("The host was not resolved", e);
            }
        }

        @Override
        public String resolveCanonicalHostname(String host) throws UnknownHostException {
            return resolver.resolveCanonicalHostname(host);
        }
    }
}
