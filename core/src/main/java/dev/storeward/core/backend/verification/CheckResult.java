package dev.storeward.core.backend.verification;

import java.util.Locale;

/**
 * What came of one check.
 *
 * @param code lower-case words joined by {@code _}, for programs; {@code ok} where it passed
 * @param message a sentence that says what happened
 * @param remedy a sentence that says what to do; empty unless the check failed
 * @param field the connector's field that is most likely wrong; empty when none is
 */
public record CheckResult(
        Check check, Outcome outcome, String code, String message, String remedy, String field) {

    /** How a check can end. */
    public enum Outcome {
        PASSED,
        FAILED,
        /** Not asked, because an earlier check failed or the place has nothing of the kind. */
        SKIPPED;

        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
