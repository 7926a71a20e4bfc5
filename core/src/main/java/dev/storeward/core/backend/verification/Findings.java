package dev.storeward.core.backend.verification;

import dev.storeward.core.backend.verification.CheckResult.Outcome;
import dev.storeward.store.StoreException;
import dev.storeward.store.connector.ConnectorSchema;
import dev.storeward.store.connector.Profile;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What was found so far about one place. Belongs to one thread. */
final class Findings {
    private final ConnectorSchema schema;
    private final Map<Check, CheckResult> results = new EnumMap<>(Check.class);
    private Profile profile;

    Findings(ConnectorSchema schema, Profile profile) {
        this.schema = schema;
        this.profile = profile;
    }

    /** The same findings, to be gone on with another way. */
    Findings copy(Profile other) {
        Findings copy = new Findings(schema, other);
        copy.results.putAll(results);
        return copy;
    }

    Findings copy() {
        return copy(profile);
    }

    /** Everything that was found in a copy. */
    void take(Findings copy) {
        results.putAll(copy.results);
        profile = copy.profile;
    }

    void passed(Check check, String message) {
        passed(check, Fault.OK, message);
    }

    /** A check that passes with a remark. */
    void passed(Check check, Fault remark, String message) {
        results.put(
                check, new CheckResult(check, Outcome.PASSED, remark.wireName(), message, "", ""));
    }

    void failed(Check check, Fault fault, String message) {
        String remedy =
                fault == Fault.FORBIDDEN
                        ? Permissions.remedy(schema.name(), check)
                        : fault.remedy();
        results.put(
                check,
                new CheckResult(
                        check, Outcome.FAILED, fault.wireName(), message, remedy, field(fault)));
    }

    /**
     * @param what a sentence without its end that says what could not be done; empty where the
     *     store's own sentence says it all
     */
    void failed(Check check, StoreException e, String what) {
        String told = String.valueOf(e.getMessage());
        failed(check, Fault.of(e), what.isEmpty() ? told : what + ": " + told);
    }

    /** Takes a result back. */
    void forget(Check check) {
        results.remove(check);
    }

    void skipped(Check check, Fault why, String message) {
        results.put(
                check, new CheckResult(check, Outcome.SKIPPED, why.wireName(), message, "", ""));
    }

    boolean has(Check check) {
        return results.containsKey(check);
    }

    boolean didPass(Check check) {
        CheckResult result = results.get(check);
        return result != null && result.outcome() == Outcome.PASSED;
    }

    boolean failedAt(Check check) {
        CheckResult result = results.get(check);
        return result != null && result.outcome() == Outcome.FAILED;
    }

    boolean anyFailed() {
        return results.values().stream().anyMatch(r -> r.outcome() == Outcome.FAILED);
    }

    /** How many checks passed: the way that came furthest tells most. */
    long reached() {
        return results.values().stream().filter(r -> r.outcome() == Outcome.PASSED).count();
    }

    void learn(Profile.Trait trait, boolean answer) {
        profile = profile.with(trait, answer);
    }

    /** Everything known so far and more. */
    void learn(Profile more) {
        profile = more;
    }

    Profile profile() {
        return profile;
    }

    void learnMinimum(long bytes) {
        profile = profile.withMultipartMinimum(bytes);
    }

    /** Every check in its order; those never come to are skipped. */
    Verification done() {
        List<CheckResult> all = new ArrayList<>();
        for (Check check : Check.values()) {
            if (!has(check)) {
                skipped(check, Fault.NOT_ASKED, "Not asked, because an earlier check failed.");
            }
            all.add(java.util.Objects.requireNonNull(results.get(check)));
        }
        return new Verification(all, profile);
    }

    private String field(Fault fault) {
        return fault.fields().stream()
                .filter(name -> schema.fields().stream().anyMatch(f -> f.name().equals(name)))
                .findFirst()
                .orElse("");
    }
}
