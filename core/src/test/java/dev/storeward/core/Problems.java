package dev.storeward.core;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What a call was refused for. */
public final class Problems {
    private Problems() {}

    public static Problem of(ThrowingCallable call) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, call);
        if (thrown == null) {
            throw new AssertionError("the call was not refused");
        }
        return thrown.problem();
    }
}
