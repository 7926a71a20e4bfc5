package dev.storeward.server.http.response;

import dev.storeward.core.NextStep;
import dev.storeward.core.Problem;
import dev.storeward.core.Problem.FieldProblem;

/**
 * The core's problems as every door tells them: with the headers that fields come in and the
 * addresses that lead on, for which the core has no words.
 */
final class Wording {
    private Wording() {}

    static Problem of(Problem problem) {
        return switch (problem) {
            case Problem.NotFound p -> new Problem.NotFound(sentence(p.message(), p.next()));
            case Problem.Unavailable p ->
                    new Problem.Unavailable(sentence(p.message(), p.next()), p.retryAfterSeconds());
            case Problem.Invalid p ->
                    new Problem.Invalid(p.fields().stream().map(Wording::of).toList());
            default -> problem;
        };
    }

    /** What a store failed with, for those who may not know which it is. */
    static Problem withoutPlace(Problem problem) {
        return switch (problem) {
            case Problem.Unavailable p ->
                    new Problem.Unavailable(
                            "The storage of this file gives no service at the moment. Send the request again.",
                            p.retryAfterSeconds());
            case Problem.Full p -> new Problem.Full("There is no room left where this file goes.");
            case Problem.Archived p ->
                    new Problem.Archived(
                            "The file lies in an archive: who keeps it must restore it first.");
            default -> problem;
        };
    }

    private static FieldProblem of(FieldProblem problem) {
        String field =
                switch (problem.next()) {
                    case NextStep.NameTenant next -> "X-Tenant";
                    case NextStep.SendDigest next -> "X-Content-SHA256";
                    default -> problem.field();
                };
        return new FieldProblem(field, sentence(problem.message(), problem.next()));
    }

    private static String sentence(String cause, NextStep next) {
        return switch (next) {
            case NextStep.None none -> cause;
            case NextStep.SendDigest digest -> cause;
            case NextStep.NameTenant tenant ->
                    open(cause) + ": name one by its slug in the header X-Tenant.";
            case NextStep.ListBuckets buckets -> cause + " GET /buckets lists those there are.";
            case NextStep.ListStorageKeys keys -> cause + " GET /storage lists those there are.";
            case NextStep.ListFiles files ->
                    cause + " Nothing is stored unless GET /files shows it.";
            case NextStep.ChoosePlacement placement ->
                    cause
                            + " A supervisor must choose another with PUT /api/v1/platform/tenants/"
                            + placement.tenantId()
                            + "/placement, or name one with storage_key.";
            case NextStep.ProvisionDedicated bucket ->
                    open(cause)
                            + ": make it with POST /api/v1/admin/storage/config/"
                            + bucket.tenantId()
                            + "/provision-dedicated.";
        };
    }

    /** A sentence that goes on. */
    private static String open(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}
