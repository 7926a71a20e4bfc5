package dev.storeward.core.placement.configuration;

import dev.storeward.core.backend.verification.Check;
import dev.storeward.core.backend.verification.CheckResult;
import dev.storeward.core.backend.verification.CheckResult.Outcome;
import dev.storeward.core.backend.verification.Verification;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came of a validation, in five steps. The first that failed makes the rest skipped.
 *
 * @param message a sentence about the first that failed
 */
public record Validated(boolean valid, Map<Step, Outcome> steps, String message) {
    static final String PASSED = "Storage configuration is valid";

    public Validated {
        steps = Map.copyOf(steps);
    }

    /**
     * What is asked of a place, in this order; each stands for several checks of a verification.
     */
    public enum Step {
        CONNECTION("Connection"),
        AUTHENTICATION("Authentication"),
        READ("Reading"),
        WRITE("Writing"),
        DELETE("Deleting");

        private final String title;

        Step(String title) {
            this.title = title;
        }

        private static Step of(Check check) {
            return switch (check) {
                case NAME_RESOLUTION, CONNECTION, TLS -> CONNECTION;
                case CLOCK, AUTHENTICATION, TRUST -> AUTHENTICATION;
                case BUCKET, REGION, LIST, READ_BACK, RANGE -> READ;
                case WRITE, MULTIPART, CONDITIONAL_PUT, COPY -> WRITE;
                case DELETE, CLEAN_UP -> DELETE;
            };
        }
    }

    static Validated of(Verification verification) {
        Map<Step, Outcome> steps = new EnumMap<>(Step.class);
        Optional<String> failure = Optional.empty();
        for (Step step : Step.values()) {
            Optional<CheckResult> failed =
                    verification.failed().stream()
                            .filter(result -> Step.of(result.check()) == step)
                            .findFirst();
            if (failure.isPresent()) {
                steps.put(step, Outcome.SKIPPED);
            } else if (failed.isPresent()) {
                steps.put(step, Outcome.FAILED);
                failure = failed.map(result -> step.title + " failed: " + sentence(result));
            } else {
                steps.put(step, Outcome.PASSED);
            }
        }
        return new Validated(failure.isEmpty(), steps, failure.orElse(PASSED));
    }

    /** The same steps with another end: the place is well, and cannot be used all the same. */
    Validated but(boolean usable, String why) {
        return new Validated(usable, steps, why);
    }

    /** What the first failed check of a backend says; empty when none did. */
    static String trouble(List<CheckResult> checks) {
        return checks.stream()
                .filter(result -> result.outcome() == Outcome.FAILED)
                .findFirst()
                .map(Validated::sentence)
                .orElse("");
    }

    private static String sentence(CheckResult result) {
        return (result.message() + " " + result.remedy()).strip();
    }
}
