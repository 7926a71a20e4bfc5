package dev.storeward.server.http.limit;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;

/** What an answer tells of the bucket of its key, in both spellings that clients read. */
final class RateHeaders {
    private static final String ANSWER = RateHeaders.class.getName();

    private RateHeaders() {}

    /** Names the answer to a request, for when there is something to tell. */
    static void begin(HttpServletRequest request, HttpServletResponse response) {
        request.setAttribute(ANSWER, response);
    }

    static void tell(HttpServletRequest request, Verdict verdict) {
        if (request.getAttribute(ANSWER) instanceof HttpServletResponse response) {
            set(response, "Limit", verdict.limit());
            set(response, "Remaining", verdict.remaining());
            set(response, "Reset", seconds(verdict.reset()));
        }
    }

    private static void set(HttpServletResponse response, String name, long value) {
        String text = Long.toString(value);
        response.setHeader("RateLimit-" + name, text);
        response.setHeader("X-RateLimit-" + name, text);
    }

    /** Whole seconds, rounded up. */
    static int seconds(Duration time) {
        return Math.toIntExact(time.plusNanos(999_999_999).toSeconds());
    }
}
