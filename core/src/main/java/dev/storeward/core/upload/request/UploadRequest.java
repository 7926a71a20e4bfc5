package dev.storeward.core.upload.request;

import dev.storeward.core.upload.body.SizeEstimate;

/**
 * What a client says of a file before its bytes; every text is empty where nothing was said.
 *
 * @param fileName as sent
 * @param folder inside the user's own
 * @param category wire name
 * @param place where the client wants it
 * @param sizeEstimate what to charge at the start; the real size decides in the end
 * @param sha256 what the bytes must hash to, in hexadecimal
 * @param idempotencyKey the same key of the same user stores once
 */
public record UploadRequest(
        String fileName,
        String folder,
        String category,
        PlacementHint place,
        SizeEstimate sizeEstimate,
        String sha256,
        String idempotencyKey) {

    /**
     * Where a client wants a file.
     *
     * @param storageKey the backend to use; nothing else is asked then
     * @param region a hint for the rules of the placement, as sent
     */
    public record PlacementHint(String storageKey, String region) {
        public static final PlacementHint NONE = new PlacementHint("", "");
    }
}
