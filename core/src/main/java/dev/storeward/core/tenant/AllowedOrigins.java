package dev.storeward.core.tenant;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The web origins whose pages may read answers.
 *
 * @param entries each an origin, a wildcard or {@code *}; none twice
 * @param maxAgeSeconds how long a browser may remember that it may send a request
 */
public record AllowedOrigins(List<String> entries, int maxAgeSeconds) {
    /** What is said where nobody said anything else. */
    public static final int USUAL_MAX_AGE = 600;

    public AllowedOrigins {
        entries = List.copyOf(entries);
    }

    /** Whether pages of an origin, as a browser sent it, may read them. */
    public boolean allows(String sent) {
        Set<String> all = new HashSet<>(entries);
        return !all.isEmpty() && WebOrigin.entriesFor(sent).stream().anyMatch(all::contains);
    }

    /** Whether all pages may. */
    public boolean allowsAll() {
        return entries.contains(WebOrigin.ANY);
    }
}
