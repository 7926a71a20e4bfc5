package dev.storeward.server.http.request;

import dev.storeward.core.access.Caller;
import jakarta.servlet.http.HttpServletRequest;

/** Who is told of keys as requests come, and may refuse more of them. */
public interface CallLimits {
    /**
     * A key came, of which nothing is known yet.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    void beforeKey(HttpServletRequest request, String key);

    /**
     * The key was nobody's.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    void wrongKey(HttpServletRequest request);

    /**
     * The key was this caller's.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    void known(HttpServletRequest request, String key, Caller caller);
}
