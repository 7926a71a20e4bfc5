package dev.storeward.server.http;

import dev.storeward.core.Problem;

/** How one door words its errors. */
public interface ErrorAnswers {

    /** Whether a request to this path, as sent, is this door's. */
    boolean answersFor(String rawPath);

    Answer of(Problem problem);

    /**
     * Something went wrong that is nobody's fault but ours; the log has it under the request's id.
     */
    Answer internal(String requestId);
}
