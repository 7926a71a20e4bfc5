package dev.storeward.client.http;

import dev.storeward.client.Retries;
import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Sends requests to one server with one key, and again where that may help: when it is away or has
 * too much to do (429, 502, 503, 504; {@code Retry-After} is kept), and when the answer to what may
 * be repeated was lost. Redirects are not followed. Safe for use by several threads.
 */
public final class Transport implements AutoCloseable {
    private static final int LARGEST_ANSWER = 64 << 20;

    private final String url;
    private final Map<String, String> headers;
    private final Retries retries;
    private final Pauses pauses;
    private final InstantSource clock;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    /**
     * @param url of the server, without a slash at its end
     * @param headers of every request, the key among them
     */
    public Transport(
            String url,
            Map<String, String> headers,
            Retries retries,
            Pauses pauses,
            InstantSource clock) {
        this.url = url;
        this.headers = Map.copyOf(headers);
        this.retries = retries;
        this.pauses = pauses;
        this.clock = clock;
    }

    /** The answer as JSON; a null node where it has no body. */
    public JsonNode json(Call call) {
        HttpResponse<InputStream> response = open(call);
        try (InputStream answer = response.body()) {
            byte[] bytes = answer.readNBytes(LARGEST_ANSWER);
            return bytes.length == 0 ? Json.MAPPER.nullNode() : Json.MAPPER.readTree(bytes);
        } catch (IOException | JacksonException e) {
            throw Refusal.notOurs(url);
        }
    }

    /**
     * The answer with its body as it comes; the caller closes it.
     *
     * @throws StorewardException when it is another than 2xx, or none came
     */
    public HttpResponse<InputStream> open(Call call) {
        for (int attempt = 1; ; attempt++) {
            Duration pause = retries.pauseAfter(attempt);
            boolean last = attempt >= retries.attempts();
            try {
                HttpResponse<InputStream> response = send(call);
                if (response.statusCode() / 100 == 2) {
                    return response;
                }
                boolean askAgain = isPassing(response, attempt);
                Duration asked = Refusal.retryAfter(response, clock).orElse(pause);
                StorewardException refusal = Refusal.of(response, url);
                if (last || !askAgain || asked.compareTo(retries.longestPause()) > 0) {
                    throw refusal;
                }
                pause = asked;
            } catch (IOException e) {
                if (last || !(call.repeatable() || neverArrived(e))) {
                    throw broken(e);
                }
            }
            pauses.take(pause);
        }
    }

    /** Sends once, and answers whatever comes. */
    public HttpResponse<InputStream> send(Call call) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + call.path()))
                        .method(call.method(), call.body().get());
        headers.forEach(request::header);
        call.headers().forEach(request::header);
        Duration patience = call.patience();
        if (patience != null) {
            request.timeout(patience);
        } else {
            // Who is refused learns why before the bytes are on their way.
            request.expectContinue(true);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StorewardException(Kind.INTERRUPTED, "Interrupted.");
        }
    }

    /** A refusal as what is thrown; its body is read and closed. */
    public StorewardException refusal(HttpResponse<InputStream> response) {
        return Refusal.of(response, url);
    }

    /** How long a server asks to wait before it is asked again; else what is given. */
    public Duration askedPause(HttpResponse<?> response, Duration otherwise) {
        Duration asked = Refusal.retryAfter(response, clock).orElse(otherwise);
        return asked.compareTo(retries.longestPause()) > 0 ? retries.longestPause() : asked;
    }

    public Retries retries() {
        return retries;
    }

    public Pauses pauses() {
        return pauses;
    }

    /** What a connection that failed is to people. */
    public StorewardException broken(IOException e) {
        return neverArrived(e)
                ? new StorewardException(Kind.BROKEN_OFF, "No server answers at " + url + ".")
                : new StorewardException(
                        Kind.BROKEN_OFF, "The connection to " + url + " broke off.");
    }

    private static boolean neverArrived(IOException e) {
        return e instanceof ConnectException || e instanceof HttpConnectTimeoutException;
    }

    /**
     * Whether the same request may be answered otherwise soon. What is under way under its key
     * (409) was sent by an earlier attempt.
     */
    private static boolean isPassing(HttpResponse<?> response, int attempt) {
        int status = response.statusCode();
        return Refusal.isAway(status)
                || (status == 409
                        && (attempt > 1
                                || response.headers().firstValue("Retry-After").isPresent()));
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
