package dev.storeward.core;

import java.util.List;

/**
 * Why a request was not done, in words that belong to no API. Every door answers every variant, in
 * a switch without a default.
 */
public sealed interface Problem {

    /** A sentence for the person who sent the request: the cause, and what to do next. */
    String message();

    /** No key, or one that is unknown, expired or revoked. */
    record Unauthorized(String message) implements Problem {}

    /** The caller is known and may not do this. */
    record Forbidden(String message) implements Problem {}

    record NotFound(String message, NextStep next) implements Problem {
        public NotFound(String message) {
            this(message, NextStep.NONE);
        }
    }

    /**
     * What was asked for is another tenant's. A door that keeps tenants from learning of each other
     * answers as to what nobody has.
     *
     * @param unknown the answer to what nobody has
     */
    record Foreign(NotFound unknown) implements Problem {
        @Override
        public String message() {
            return unknown.message();
        }
    }

    /** Something in the request is wrong; every wrong field is named. */
    record Invalid(List<FieldProblem> fields) implements Problem {
        public Invalid {
            fields = List.copyOf(fields);
        }

        @Override
        public String message() {
            return String.join(
                    " ", fields.stream().map(f -> f.field() + ": " + f.message()).toList());
        }
    }

    record AlreadyExists(String field, String message) implements Problem {}

    /** What is there is not what the request wants to be there. */
    record PreconditionFailed(String message) implements Problem {}

    /** Something else still depends on it. */
    record InUse(String message) implements Problem {}

    /** The tenant's plan does not include it. */
    record TierRequired(String requiredPlan, String message) implements Problem {}

    /** A migration of the tenant is open, and must end first. */
    record MigrationInProgress(String migrationId, String message) implements Problem {}

    /** The migration has ended, or there is none. */
    record NotCancellable(String message) implements Problem {}

    /** The tenant's limit would be passed. */
    record QuotaExceeded(long limitBytes, long usedBytes, String message) implements Problem {}

    /** A body larger than is taken. */
    record TooLarge(long limitBytes, String message) implements Problem {}

    record UnsupportedType(String message) implements Problem {}

    record RangeNotSatisfiable(long size, String message) implements Problem {}

    /** The same request is being worked on right now. */
    record Busy(String message) implements Problem {}

    /**
     * More than is taken in a time.
     *
     * @param limit how many are taken in it
     * @param resetSeconds until as many are taken again
     * @param retryAfterSeconds until the next is taken
     */
    record RateLimited(String message, long limit, int resetSeconds, int retryAfterSeconds)
            implements Problem {}

    /** The body stalled, or ended before its end. */
    record Incomplete(String message) implements Problem {}

    /** A bucket or the database is away; the same request may succeed later. */
    record Unavailable(String message, int retryAfterSeconds, NextStep next) implements Problem {
        public Unavailable(String message, int retryAfterSeconds) {
            this(message, retryAfterSeconds, NextStep.NONE);
        }
    }

    /** The bytes lie in an archive; asking again changes nothing until somebody restores them. */
    record Archived(String message) implements Problem {}

    /** There is no room left where the bytes should go. */
    record Full(String message) implements Problem {}

    /** A place did not prove itself; nothing was stored. */
    record Unproven(List<FailedCheck> failed) implements Problem {
        public Unproven {
            failed = List.copyOf(failed);
        }

        @Override
        public String message() {
            return String.join(
                    " ", failed.stream().map(f -> f.message() + " " + f.remedy()).toList());
        }
    }

    /**
     * A check that failed.
     *
     * @param field the connector's field that is most likely wrong; empty when none is
     */
    record FailedCheck(String check, String code, String message, String remedy, String field) {}

    /** A wrong field and what is wrong with it. */
    record FieldProblem(String field, String message, NextStep next) {
        public FieldProblem(String field, String message) {
            this(field, message, NextStep.NONE);
        }

        /** The same under another name of the field. */
        public FieldProblem under(String name) {
            return new FieldProblem(name, message, next);
        }
    }

    static Problem invalid(String field, String message) {
        return invalid(field, message, NextStep.NONE);
    }

    static Problem invalid(String field, String message, NextStep next) {
        return new Invalid(List.of(new FieldProblem(field, message, next)));
    }

    /** This problem as something to throw. */
    default ProblemException asException() {
        return new ProblemException(this);
    }

    /** This problem as something to throw, with what led to it for the log. */
    default ProblemException asException(Throwable cause) {
        return new ProblemException(this, cause);
    }
}
