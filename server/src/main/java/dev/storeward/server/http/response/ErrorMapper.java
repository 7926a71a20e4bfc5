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

    /** Whether those who are answered may know where files lie. */
    default boolean tellsPlaces() {
        return true;
    }

    /** The same words for clients of whom no key is asked, without a bucket's or a host's name. */
    static ErrorMapper toStrangers(ErrorMapper errors) {
        return new ToStrangers(errors);
    }

    /** Words of another, for strangers. */
    record ToStrangers(ErrorMapper errors) implements ErrorMapper {
        @Override
        public boolean answersFor(String rawPath) {
            return errors.answersFor(rawPath);
        }

        @Override
        public Response of(Problem problem, String requestId) {
            return errors.of(problem, requestId);
        }

        @Override
        public Response of(Refusal refusal, String requestId) {
            return errors.of(refusal, requestId);
        }

        @Override
        public Response internal(String requestId) {
            return errors.internal(requestId);
        }

        @Override
        public boolean tellsPlaces() {
            return false;
        }
    }
}
