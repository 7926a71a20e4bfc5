package dev.storeward.core.upload.resumable;

import dev.storeward.core.upload.request.UploadRequest.PlacementHint;

/**
 * What a client says of a file whose bytes will come one behind the other; every text is empty
 * where nothing was said.
 *
 * @param folder inside the user's own
 * @param category wire name
 * @param size of the whole file; -1 when it will be told later
 * @param description all that was said, as it was sent
 * @param partial whether its bytes are to be a part of another file only
 */
public record Offer(
        String fileName,
        String folder,
        String category,
        PlacementHint place,
        long size,
        String description,
        boolean partial) {

    Offer sized(long bytes) {
        return new Offer(fileName, folder, category, place, bytes, description, partial);
    }
}
