package dev.storeward.core;

import java.util.UUID;

/**
 * Which page of a list.
 *
 * @param cursor what the page before answered; empty for the first page
 * @param limit 1 to {@value #MAX_LIMIT}
 */
public record PageRequest(String cursor, int limit) {
    public static final int MAX_LIMIT = 1000;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    /**
     * @throws ProblemException {@code Invalid} when the limit is out of range
     */
    public PageRequest {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw Problem.invalid("limit", "Must be 1 to " + MAX_LIMIT + ".").asException();
        }
    }

    public static PageRequest first() {
        return new PageRequest("", 100);
    }

    /**
     * The cursor of a list in the order of ids: the id the page begins behind.
     *
     * @throws ProblemException {@code Invalid} when the cursor is not one of such a list
     */
    public UUID after() {
        if (cursor.isEmpty()) {
            return BEFORE_ALL;
        }
        return id(cursor);
    }

    /**
     * An id that is a cursor or ends one, in the one form that a page answers.
     *
     * @throws ProblemException {@code Invalid} when it is none
     */
    public static UUID id(String text) {
        UUID id;
        try {
            id = UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw badCursor().asException();
        }
        // Short groups and capitals are read too.
        if (!id.toString().equals(text)) {
            throw badCursor().asException();
        }
        return id;
    }

    /** What is wrong with a cursor that no page answered. */
    public static Problem badCursor() {
        return Problem.invalid(
                "cursor", "Not a cursor: leave it out, or send next_cursor of the page before.");
    }
}
