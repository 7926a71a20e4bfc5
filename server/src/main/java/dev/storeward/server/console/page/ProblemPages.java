package dev.storeward.server.console.page;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;
import java.util.LinkedHashMap;
import java.util.Map;

/** The core's problems in the words of pages, with the status that each is answered with. */
public final class ProblemPages {
    private static final int BAD = 400;
    private static final int NOT_ALLOWED = 403;
    private static final int GONE = 404;
    private static final int CONFLICT = 409;

    private ProblemPages() {}

    /** The status of an answer that tells of a problem. */
    public static int status(Problem problem) {
        return switch (problem) {
            case Problem.Unauthorized p -> 401;
            case Problem.Forbidden p -> NOT_ALLOWED;
            case Problem.TierRequired p -> NOT_ALLOWED;
            case Problem.Foreign p -> GONE;
            case Problem.NotFound p -> GONE;
            case Problem.Invalid p -> BAD;
            case Problem.Unproven p -> BAD;
            case Problem.AlreadyExists p -> CONFLICT;
            case Problem.InUse p -> CONFLICT;
            case Problem.MigrationInProgress p -> CONFLICT;
            case Problem.NotCancellable p -> CONFLICT;
            case Problem.Busy p -> CONFLICT;
            case Problem.Archived p -> CONFLICT;
            case Problem.PreconditionFailed p -> 412;
            case Problem.Incomplete p -> 408;
            case Problem.QuotaExceeded p -> 413;
            case Problem.TooLarge p -> 413;
            case Problem.UnsupportedType p -> 415;
            case Problem.RangeNotSatisfiable p -> 416;
            case Problem.RateLimited p -> 429;
            case Problem.Unavailable p -> 503;
            case Problem.Full p -> 507;
        };
    }

    /** A problem as a page tells it. */
    public static ProblemView view(Problem problem) {
        return new ProblemView(title(problem), message(problem), fields(problem));
    }

    private static String title(Problem problem) {
        return switch (problem) {
            case Problem.Unauthorized p -> "You are not signed in";
            case Problem.Forbidden p -> "You may not do this";
            case Problem.TierRequired p -> "The plan does not include this";
            case Problem.Foreign p -> "There is nothing here";
            case Problem.NotFound p -> "There is nothing here";
            case Problem.Invalid p -> "Something in the form is not right";
            case Problem.Unproven p -> "The bucket did not prove itself";
            case Problem.AlreadyExists p -> "This exists already";
            case Problem.InUse p -> "This is still in use";
            case Problem.MigrationInProgress p -> "A migration is under way";
            case Problem.NotCancellable p -> "This cannot be cancelled any more";
            case Problem.Busy p -> "The same is being done right now";
            case Problem.Archived p -> "This lies in an archive";
            case Problem.PreconditionFailed p -> "This has changed meanwhile";
            case Problem.Incomplete p -> "Not everything arrived";
            case Problem.QuotaExceeded p -> "The tenant's limit would be passed";
            case Problem.TooLarge p -> "This is too large";
            case Problem.UnsupportedType p -> "This type of file is not taken";
            case Problem.RangeNotSatisfiable p -> "There is no such part";
            case Problem.RateLimited p -> "Too many requests";
            case Problem.Unavailable p -> "This gives no service at the moment";
            case Problem.Full p -> "There is no room left";
        };
    }

    private static String message(Problem problem) {
        return switch (problem) {
            case Problem.NotFound p -> p.message() + step(p.next());
            case Problem.Unavailable p -> p.message() + step(p.next());
            case Problem.RateLimited p ->
                    p.message() + " That is in " + p.retryAfterSeconds() + " seconds.";
            case Problem.Invalid p ->
                    p.fields().size() == 1
                            ? p.fields().getFirst().message() + step(p.fields().getFirst().next())
                            : "What is wrong stands beside each field.";
            default -> problem.message();
        };
    }

    private static Map<String, String> fields(Problem problem) {
        Map<String, String> fields = new LinkedHashMap<>();
        if (problem instanceof Problem.Invalid invalid) {
            for (FieldProblem field : invalid.fields()) {
                fields.merge(
                        field.field(), field.message() + step(field.next()), (a, b) -> a + " " + b);
            }
        } else if (problem instanceof Problem.AlreadyExists exists) {
            fields.put(exists.field(), exists.message());
        }
        return fields;
    }

    private static String step(NextStep next) {
        return switch (next) {
            case NextStep.None none -> "";
            case NextStep.NameTenant tenant -> " Choose a tenant under Tenants first.";
            case NextStep.SendDigest digest -> "";
            case NextStep.ListBuckets buckets -> " Look under Buckets which there are.";
            case NextStep.ListStorageKeys keys -> " Look under Buckets which there are.";
            case NextStep.ListFiles files -> " Look under Files whether it is there.";
            case NextStep.ChoosePlacement placement ->
                    " A supervisor must choose where new files go.";
            case NextStep.ProvisionDedicated bucket ->
                    " A super admin must make the tenant's dedicated bucket first.";
        };
    }
}
