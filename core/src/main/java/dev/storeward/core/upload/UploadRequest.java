package dev.storeward.core.upload;

/**
 * What a client says of a file before its bytes; every text is empty where nothing was said.
 *
 * @param fileName as sent
 * @param folder inside the user's own
 * @param category wire name
 * @param storageKey the backend to use
 * @param sizeGuess the least size to charge at the start in bytes, -1 when unknown; the real size decides in the end
 * @param sha256 what the bytes must hash to, in hexadecimal
 * @param idempotencyKey the same key of the same user stores once
 */
public record UploadRequest(
        String fileName,
        String folder,
        String category,
        String storageKey,
        long sizeGuess,
        String sha256,
        String idempotencyKey) {}
