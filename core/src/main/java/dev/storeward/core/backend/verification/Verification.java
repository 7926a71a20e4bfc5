package dev.storeward.core.backend.verification;

import dev.storeward.core.backend.verification.CheckResult.Outcome;
import dev.storeward.store.connector.Profile;
import java.util.List;

/**
 * What came of asking a place everything, in the order of {@link Check}.
 *
 * @param profile what was learned on the way
 */
public record Verification(List<CheckResult> results, Profile profile) {
    public Verification {
        results = List.copyOf(results);
    }

    /** Whether no check failed. */
    public boolean passed() {
        return failed().isEmpty();
    }

    public List<CheckResult> failed() {
        return results.stream().filter(result -> result.outcome() == Outcome.FAILED).toList();
    }
}
