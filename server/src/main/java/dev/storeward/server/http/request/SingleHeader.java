package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * A header that says one thing. Lines of it that are alike are one; of two that differ nobody can
 * know which is meant, and a program before this one may have taken the other.
 */
public final class SingleHeader {
    private SingleHeader() {}

    /**
     * What it says; empty when it was not sent.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it says different things
     */
    public static Optional<String> of(HttpServletRequest request, String name) {
        Set<String> values = values(request, name);
        if (values.size() > 1) {
            throw Problem.invalid(
                            name,
                            "The request holds this header more than once, with different values. Send it once.")
                    .asException();
        }
        return values.stream().findFirst();
    }

    /**
     * As {@link #of}, of a header that may be passed over where it cannot be read, as the
     * conditions and ranges of RFC 9110 are: also empty when it says different things.
     */
    static Optional<String> ifClear(HttpServletRequest request, String name) {
        Set<String> values = values(request, name);
        return values.size() > 1 ? Optional.empty() : values.stream().findFirst();
    }

    private static Set<String> values(HttpServletRequest request, String name) {
        return Set.copyOf(Collections.list(request.getHeaders(name)));
    }
}
