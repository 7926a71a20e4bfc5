package dev.storeward.testkit.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import java.net.URI;
import java.net.URLDecoder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One request, alone or inside a batch.
 *
 * @param uri as sent, still escaped
 */
record Call(String method, URI uri, Headers headers, byte[] body) {

    /** The path's segments, unescaped; an escaped slash does not part two of them. */
    List<String> segments() {
        return List.of(uri.getRawPath().substring(1).split("/", -1)).stream()
                .map(Call::unescaped)
                .toList();
    }

    Map<String, String> query() {
        Map<String, String> query = new HashMap<>();
        String raw = uri.getRawQuery();
        if (raw != null) {
            for (String pair : raw.split("&", -1)) {
                int equals = pair.indexOf('=');
                query.put(
                        URLDecoder.decode(equals < 0 ? pair : pair.substring(0, equals), UTF_8),
                        URLDecoder.decode(equals < 0 ? "" : pair.substring(equals + 1), UTF_8));
            }
        }
        return query;
    }

    String query(String name) {
        return query().getOrDefault(name, "");
    }

    Optional<String> header(String name) {
        return Optional.ofNullable(headers.getFirst(name));
    }

    Optional<Long> generationCondition() {
        String given = query("ifGenerationMatch");
        return given.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(given));
    }

    static String unescaped(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }
}
