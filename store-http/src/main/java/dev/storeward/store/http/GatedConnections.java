package dev.storeward.store.http;

import dev.storeward.store.connector.Outbound;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.io.HttpClientConnectionManager;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/** Kept connections whose every connect passes the gate, and within its times. */
public final class GatedConnections {
    /** The most connections that are open at a time. */
    public static final int MOST = 256;

    /** How long a request waits for a connection where all are in use. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    /** After how long an unused connection is given up. */
    public static final Duration IDLE = Duration.ofSeconds(20);

    private GatedConnections() {}

    /** A pool of its own; closed with the client it is made for. */
    public static HttpClientConnectionManager pool(Outbound outbound) {
        Timeout silence = Timeout.of(outbound.readTimeout());
        return PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new GatedResolver(outbound))
                .setMaxConnTotal(MOST)
                .setMaxConnPerRoute(MOST)
                .setDefaultSocketConfig(
                        SocketConfig.custom()
                                .setSoTimeout(silence)
                                .setSoKeepAlive(true)
                                .setTcpNoDelay(true)
                                .build())
                .setDefaultConnectionConfig(
                        ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(outbound.connectTimeout()))
                                .setSocketTimeout(silence)
                                .setIdleTimeout(Timeout.of(IDLE))
                                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                                .build())
                .build();
    }

    /** How each request is sent: with the gate's patience, and never to another host. */
    public static RequestConfig requests(Outbound outbound) {
        return RequestConfig.custom()
                .setConnectionRequestTimeout(Timeout.of(LEASE))
                .setResponseTimeout(Timeout.of(outbound.readTimeout()))
                .setRedirectsEnabled(false)
                .setExpectContinueEnabled(false)
                .build();
    }
}
