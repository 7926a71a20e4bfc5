package dev.storeward.client;

import java.util.List;

/**
 * A part of a list.
 *
 * @param nextCursor what asks for the next part; empty behind the last
 */
public record Page<T>(List<T> items, String nextCursor) {
    public Page {
        items = List.copyOf(items);
    }

    public boolean isLast() {
        return nextCursor.isEmpty();
    }
}
