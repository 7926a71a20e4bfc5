package dev.storeward.store.s3.wire;

import dev.storeward.store.connector.Outbound;
import dev.storeward.store.http.Deadlines;
import dev.storeward.store.http.GatedConnections;
import java.io.IOException;
import java.time.Instant;
import java.util.concurrent.Future;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpHost;
import software.amazon.awssdk.auth.credentials.AwsCredentials;

/**
 * Sends signed requests, each once, over connections that are kept. It follows no redirect, uses no
 * proxy and keeps no cookie. Safe for several threads.
 */
public final class WireClient implements AutoCloseable {
    private final CloseableHttpClient client;
    private final RequestConfig patience;
    private final Deadlines deadlines = new Deadlines("s3-deadlines");

    /**
     * @param outbound what every connect passes
     */
    public WireClient(Outbound outbound) {
        client = HttpClients.createMinimal(GatedConnections.pool(outbound));
        patience = GatedConnections.requests(outbound);
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
