package dev.storeward.core.object;

import dev.storeward.store.StoreException;
import java.time.Instant;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a marker says: which run of the cluster purges here, and when it said so last.
 *
 * @param text as it lies in the bucket
 */
record RunMark(UUID run, String text) {
    static final int MOST_BYTES = 200;
    private static final Pattern FORM =
            Pattern.compile(
                    "run ([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}) renewed [0-9TZ:.-]{20,40}\n?");

    static RunMark now(UUID run, Instant now) {
        return new RunMark(run, "run " + run + " renewed " + now + "\n");
    }

    /**
     * @throws StoreException {@code FORBIDDEN} for a text that is no mark
     */
    static RunMark parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new StoreException(
                    StoreException.Code.FORBIDDEN,
                    "The location's marker is none that this version knows. Nothing is deleted there until it is"
                            + " removed.");
        }
        return new RunMark(UUID.fromString(form.group(1)), text);
    }
}
