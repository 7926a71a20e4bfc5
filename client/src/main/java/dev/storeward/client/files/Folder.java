package dev.storeward.client.files;

import java.util.List;

/**
 * A part of the list of a bucket.
 *
 * @param userFolder where all of the user's object names begin
 * @param nextCursor asks for the next part; empty behind the last
 */
public record Folder(List<ObjectItem> objects, String userFolder, String nextCursor) {
    public Folder {
        objects = List.copyOf(objects);
    }
}
