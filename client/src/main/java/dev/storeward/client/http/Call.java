package dev.storeward.client.http;

import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * A request.
 *
 * @param path behind the server's address, encoded, with its query
 * @param body made afresh for each attempt
 * @param repeatable whether a request whose answer was lost may be sent again
 * @param patience until the head of the answer is there; null for as long as it takes
 */
public record Call(
        String method,
        String path,
        Map<String, String> headers,
        Supplier<BodyPublisher> body,
        boolean repeatable,
        @Nullable Duration patience) {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    public Call {
        headers = Map.copyOf(headers);
    }

    /** A question, which changes nothing. */
    public static Call get(String path) {
        return asking("GET", path);
    }

    public static Call head(String path) {
        return asking("HEAD", path);
    }

    private static Call asking(String method, String path) {
        return new Call(method, path, Map.of(), BodyPublishers::noBody, true, PATIENCE);
    }

    /** A change with a JSON body, made once however often it is sent. */
    public static Call json(String method, String path, JsonNode body) {
        byte[] bytes = Json.MAPPER.writeValueAsBytes(body);
        return new Call(
                        method,
                        path,
                        Map.of("Content-Type", "application/json"),
                        () -> BodyPublishers.ofByteArray(bytes),
                        true,
                        PATIENCE)
                .once();
    }

    /** A change without a body, made once however often it is sent. */
    public static Call change(String method, String path) {
        return new Call(method, path, Map.of(), BodyPublishers::noBody, true, PATIENCE).once();
    }

    /** With an {@code Idempotency-Key} of its own. */
    public Call once() {
        return with("Idempotency-Key", UUID.randomUUID().toString());
    }

    public Call with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new Call(method, path, more, body, repeatable, patience);
    }

    /** With bytes that may take any time. */
    public Call sending(Supplier<BodyPublisher> bytes, boolean mayRepeat) {
        return new Call(method, path, headers, bytes, mayRepeat, null);
    }
}
