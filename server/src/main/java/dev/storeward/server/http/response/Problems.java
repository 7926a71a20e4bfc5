package dev.storeward.server.http.response;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.backend.BackendProblems;
import dev.storeward.core.crypto.MasterKeyException;
import dev.storeward.core.db.DatabaseException;
import dev.storeward.core.db.DatabaseLog;
import dev.storeward.core.log.RepeatedLog;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.store.StoreException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What an exception means to the client; one that means nothing is logged and answered as our own
 * fault.
 */
public final class Problems {
    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    private static final int RETRY_SECONDS = 5;
    private static final int BUSY_SECONDS = 1;

    private Problems() {}

    /**
     * The door's answer to whatever a handler threw, or an answer that could not be written to its
     * end. Where a part of that one has left already, nothing is added to it: the connection is
     * cut, so that nobody takes it for whole.
     */
    public static ServerResponse answer(
            ErrorMapper errors, Throwable thrown, ServerRequest request) {
        return answer(errors, thrown, request.servletRequest());
    }

    static ServerResponse answer(ErrorMapper errors, Throwable thrown, HttpServletRequest request) {
        String requestId = RequestIds.of(request);
        return new ErrorResponse(
                requestId, thrown, () -> response(errors, thrown, requestId).toResponse());
    }

    /** What an exception is answered with, in the door's words; one of ours is logged. */
    public static Response response(ErrorMapper errors, Throwable thrown, String requestId) {
        Optional<Problem> found = of(thrown);
        if (found.isEmpty()) {
            LOG.error("Request {} failed", requestId, thrown);
            return errors.internal(requestId);
        }
        Problem problem = Wording.of(found.get());
        boolean ours = problem instanceof Problem.Unavailable || problem instanceof Problem.Full;
        if (ours && !DatabaseLog.took(thrown)) {
            RepeatedLog.ofThisProcess()
                    .warn(
                            LOG,
                            kind(problem, thrown),
                            "Request " + requestId + " was refused: " + problem.message());
        }
        return errors.of(
                errors.tellsPlaces() || store(thrown).isEmpty()
                        ? problem
                        : Wording.withoutPlace(problem),
                requestId);
    }

    /** Refusals of one cause are one kind, whomever they meet: there are a few of them. */
    private static String kind(Problem problem, Throwable thrown) {
        return store(thrown)
                .map(e -> "refused " + e.code() + " " + e.reason())
                .orElseGet(() -> "refused " + problem.getClass().getSimpleName());
    }

    /** What a store said, where it is what led to this. */
    private static Optional<StoreException> store(Throwable thrown) {
        for (Throwable at = thrown; at != null; at = at.getCause()) {
            if (at instanceof StoreException e) {
                return Optional.of(e);
            }
        }
        return Optional.empty();
    }

    static Optional<Problem> of(Throwable thrown) {
        return switch (thrown) {
            case ProblemException e -> Optional.of(e.problem());
            case StoreException e -> Optional.of(BackendProblems.of(e, "The bucket failed."));
            case DatabaseException e -> ofDatabase(e);
            case MasterKeyException e -> ofMasterKey(e);
            default -> Optional.empty();
        };
    }

    /** Its own message names the key file, which is the operator's and goes to the log. */
    private static Optional<Problem> ofMasterKey(MasterKeyException e) {
        RepeatedLog.ofThisProcess()
                .error(LOG, "master key", "A request needs a master key: " + e.getMessage());
        LOG.debug("A request needs a master key", e);
        return Optional.of(
                new Problem.Unavailable(
                        "A master key that is needed for this is missing on the server: its operator"
                                + " must put it back into the key file.",
                        RETRY_SECONDS));
    }

    private static Optional<Problem> ofDatabase(DatabaseException e) {
        return switch (e.kind()) {
            case UNAVAILABLE, TIMEOUT, CONFLICT ->
                    Optional.of(
                            new Problem.Unavailable(
                                    e.getMessage() + " Send the request again.", RETRY_SECONDS));
            case BUSY ->
                    Optional.of(
                            new Problem.Unavailable(
                                    e.getMessage() + " Send the request again.", BUSY_SECONDS));
            case FULL ->
                    Optional.of(
                            new Problem.Full(
                                    "The disk of the database is full. The operator must make room."));
            case VALUE ->
                    Optional.of(
                            Problem.invalid(
                                    "request",
                                    "Holds a value that cannot be kept, such as a NUL character or a date far away."));
            case DUPLICATE, REFERENCED, OTHER -> Optional.empty();
        };
    }
}
