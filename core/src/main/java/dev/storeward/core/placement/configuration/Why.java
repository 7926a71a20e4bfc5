package dev.storeward.core.placement.configuration;

import dev.storeward.core.Checks;
import dev.storeward.core.access.Caller;

/** Which super admin wants a configuration, and why. */
record Why(Caller caller, String reason) {
    private static final int LONGEST_REASON = 1000;

    /**
     * With a reason that must be given.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code Invalid}
     */
    static Why given(Caller caller, String reason) {
        caller.requireSuperAdmin();
        Checks checks = new Checks();
        String stripped = checks.name("reason", reason, LONGEST_REASON);
        if (!Checks.wellFormed(reason)) {
            checks.add("reason", "Must be well-formed Unicode.");
        }
        checks.done();
        return new Why(caller, stripped);
    }

    /**
     * With a reason that may be blank.
     *
     * @throws dev.storeward.core.ProblemException {@code Forbidden}; {@code Invalid}
     */
    static Why maybeGiven(Caller caller, String reason) {
        caller.requireSuperAdmin();
        return reason.isBlank() ? new Why(caller, "") : given(caller, reason);
    }
}
