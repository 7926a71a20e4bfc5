package dev.storeward.server.http.response;

import dev.storeward.core.Problem;

/** How one door words its errors. */
public interface ErrorMapper {

    /** Whether a request to this path, as sent, is this door's. */
    boolean answersFor(String rawPath);

    /**
     * The answer to a problem.
     *
     * @param requestId of the request that met it
     */
    Response of(Problem problem, String requestId);

    /** The answer to a request that is wrong as HTTP. */
    Response of(Refusal refusal, String requestId);

    /**
     * Something went wrong that is nobody's fault but ours; the log has it under the request's id.
     */
    Response internal(String requestId);
}
