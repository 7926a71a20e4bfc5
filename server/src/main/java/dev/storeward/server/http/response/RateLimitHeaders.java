package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import java.util.Map;

/** The headers of a refusal for its rate, in both spellings that clients read. */
public final class RateLimitHeaders {
    private RateLimitHeaders() {}

    public static Map<String, String> of(Problem.RateLimited problem) {
        String limit = String.valueOf(problem.limit());
        String reset = String.valueOf(problem.resetSeconds());
        return Map.of(
                "Retry-After",
                String.valueOf(Math.max(1, problem.retryAfterSeconds())),
                "RateLimit-Limit",
                limit,
                "RateLimit-Remaining",
                "0",
                "RateLimit-Reset",
                reset,
                "X-RateLimit-Limit",
                limit,
                "X-RateLimit-Remaining",
                "0",
                "X-RateLimit-Reset",
                reset);
    }
}
