package dev.storeward.store;

import java.util.List;

/**
 * One page of a listing.
 *
 * @param nextCursor to be sent back for the next page; empty on the last
 */
public record ObjectPage(List<ObjectInfo> objects, String nextCursor) {
    public ObjectPage {
        objects = List.copyOf(objects);
    }
}
