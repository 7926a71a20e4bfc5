package dev.storeward.store.s3;

import dev.storeward.store.Outbound;
import dev.storeward.store.s3.wire.WireClient;
import java.net.IDN;
import java.net.InetAddress;
import java.time.Duration;
import org.apache.hc.client5.http.DnsResolver;
import software.amazon.awssdk.http.SdkHttpClient;
import software.amazon.awssdk.http.apache5.Apache5HttpClient;
import software.amazon.awssdk.http.apache5.ProxyConfiguration;

/** HTTP clients whose every connect passes the gate. They follow no redirect and use no proxy. */
final class HttpClients {
    private static final int CONNECTIONS = 256;

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
        return new Pair(
                sdk(outbound),
                new WireClient(
                        new GatedResolver(outbound),
                        outbound.connectTimeout(),
                        outbound.readTimeout()));
    }

    private static SdkHttpClient sdk(Outbound outbound) {
        return Apache5HttpClient.builder()
                .dnsResolver(new GatedResolver(outbound))
                .connectionTimeout(outbound.connectTimeout())
                .socketTimeout(outbound.readTimeout())
                .connectionAcquisitionTimeout(Duration.ofSeconds(30))
                .maxConnections(CONNECTIONS)
                .connectionMaxIdleTime(Duration.ofSeconds(20))
                .expectContinueEnabled(false)
                .tcpKeepAlive(true)
                .proxyConfiguration(
                        ProxyConfiguration.builder()
                                .useSystemPropertyValues(false)
                                .useEnvironmentVariableValues(false)
                                .build())
                .build();
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
