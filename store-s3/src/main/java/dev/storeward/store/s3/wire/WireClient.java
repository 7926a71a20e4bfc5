package dev.storeward.store.s3.wire;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.SocketConfig;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Sends signed requests, each once, over connections that are kept. It follows no redirect, uses no
 * proxy and keeps no cookie. Safe for several threads.
 */
public final class WireClient implements AutoCloseable {
    private static final int CONNECTIONS = 256;
    private static final Timeout IDLE = Timeout.ofSeconds(20);
    private static final Timeout LEASE = Timeout.ofSeconds(30);

    private final CloseableHttpClient client;
    private final RequestConfig patience;
    private final Deadlines deadlines = new Deadlines();

    /**
     * @param resolver asked for every connect; what it answers is connected to, nothing else
     * @param connect the longest time a connect may take
     * @param silence the longest silence on an open connection
     */
    public WireClient(DnsResolver resolver, Duration connect, Duration silence) {
        Timeout quiet = Timeout.of(silence);
        client =
                HttpClients.createMinimal(
                        PoolingHttpClientConnectionManagerBuilder.create()
                                .setDnsResolver(resolver)
                                .setMaxConnTotal(CONNECTIONS)
                                .setMaxConnPerRoute(CONNECTIONS)
                                .setDefaultSocketConfig(
                                        SocketConfig.custom()
                                                .setSoTimeout(quiet)
                                                .setSoKeepAlive(true)
                                                .setTcpNoDelay(true)
                                                .build())
                                .setDefaultConnectionConfig(
                                        ConnectionConfig.custom()
                                                .setConnectTimeout(Timeout.of(connect))
                                                .setSocketTimeout(quiet)
                                                .setIdleTimeout(IDLE)
                                                .setValidateAfterInactivity(TimeValue.ofSeconds(2))
                                                .build())
                                .build());
        patience =
                RequestConfig.custom()
                        .setConnectionRequestTimeout(LEASE)
                        .setResponseTimeout(quiet)
                        .build();
    }

    /**
     * Sends a request. A successful answer that is streamed has to be closed; any other is settled.
     *
     * @throws LateException when the exchange did not end in time
     * @throws IOException when the connection failed
     * @throws RuntimeException what the resolver or the body threw
     */
    public WireAnswer send(
            WireRequest request, Signer signer, AwsCredentials credentials, Timing timing)
            throws IOException {
        HttpUriRequestBase message = new HttpUriRequestBase(request.method(), request.origin());
        message.setPath(request.target());
        message.setConfig(patience);
        signer.sign(request, credentials, timing.now())
                .forEach((name, value) -> {
                    if (!name.equals("host")) {
                        message.setHeader(name, value);
                    }
                });
        message.setHeader("user-agent", "storeward");
        if (!request.bodiless()) {
            message.setEntity(request.body());
        }
        Future<?> limit = deadlines.at(timing.end(), message::cancel);
        try {
            ClassicHttpResponse response =
                    client.executeOpen(HttpHost.create(request.origin()), message, null);
            return received(new WireAnswer(response, message), timing);
        } catch (IOException e) {
            throw System.nanoTime() - timing.end() >= 0 ? new LateException(e) : e;
        } finally {
            limit.cancel(false);
        }
    }

    private static WireAnswer received(WireAnswer answer, Timing timing) throws IOException {
        if (timing.streamed() && answer.succeeded()) {
            return answer;
        }
        try {
            answer.settle();
            return answer;
        } catch (IOException | RuntimeException e) {
            answer.close();
            throw e;
        }
    }

    /**
     * When a request is sent, and for how long it may last.
     *
     * @param now what the signature says
     * @param end until when the exchange may last, by {@link System#nanoTime()}; the body of a
     *     streamed answer may take longer
     * @param streamed whether a successful answer's body is left to the caller
     */
    public record Timing(Instant now, long end, boolean streamed) {}

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
