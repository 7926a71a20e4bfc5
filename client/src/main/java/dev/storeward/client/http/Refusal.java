package dev.storeward.client.http;

import dev.storeward.client.StorewardException;
import dev.storeward.client.StorewardException.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** What a server says when it does not do what it was asked. */
final class Refusal {
    private static final int LONGEST = 1 << 20;

    private Refusal() {}

    /** An answer as what is thrown; its body is read and closed. */
    static StorewardException of(HttpResponse<InputStream> response, String url) {
        int status = response.statusCode();
        Kind kind = isAway(status) ? Kind.AWAY : Kind.REFUSED;
        byte[] body;
        try (InputStream in = response.body()) {
            body = in.readNBytes(LONGEST);
        } catch (IOException e) {
            return new StorewardException(kind, status, "", "Refused (" + status + ").");
        }
        if (body.length == 0 && isOurs(response)) {
            return new StorewardException(kind, status, "", bare(status));
        }
        try {
            JsonNode said = Json.MAPPER.readTree(body);
            String sentence = sentence(said);
            if (!sentence.isEmpty()) {
                return new StorewardException(
                        kind,
                        status,
                        said.path("error").path("code").asString(""),
                        sentence + " (" + status + ")");
            }
        } catch (JacksonException e) {
            // No JSON: none of ours.
        }
        return kind == Kind.AWAY
                ? new StorewardException(
                        kind,
                        status,
                        "",
                        "What answers at " + url + " says " + status + ". Try again later.")
                : notOurs(url);
    }

    /** A head has no body, nor has what says enough by its status. */
    private static boolean isOurs(HttpResponse<?> response) {
        return response.headers().firstValue("X-Request-Id").isPresent();
    }

    private static String bare(int status) {
        return switch (status) {
            case 401 -> "The key is not known, or has ended. (401)";
            case 403 -> "The key may not do this. (403)";
            case 404 -> "There is no such thing. (404)";
            default -> "Refused. (" + status + ")";
        };
    }

    private static String sentence(JsonNode said) {
        String detail = said.path("detail").asString("");
        return detail.isEmpty() ? said.path("error").path("message").asString("") : detail;
    }

    static StorewardException notOurs(String url) {
        return new StorewardException(
                Kind.NOT_STOREWARD, "What answers at " + url + " is not a Storeward server.");
    }

    static boolean isAway(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    /** What {@code Retry-After} asks for, as seconds or as a time. */
    static Optional<Duration> retryAfter(HttpResponse<?> response, InstantSource clock) {
        return response.headers().firstValue("Retry-After").flatMap(text -> after(text, clock));
    }

    private static Optional<Duration> after(String text, InstantSource clock) {
        if (text.matches("[0-9]{1,9}")) {
            return Optional.of(Duration.ofSeconds(Long.parseLong(text)));
        }
        try {
            Instant at =
                    ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
            Duration until = Duration.between(clock.instant(), at);
            return Optional.of(until.isNegative() ? Duration.ZERO : until);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}
