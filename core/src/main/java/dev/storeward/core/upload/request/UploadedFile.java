package dev.storeward.core.upload.request;

/**
 * The answer to an upload.
 *
 * @param address the file's object name
 * @param etag quotes included
 * @param connector the kind of its place; empty in answers that were kept before it was told
 * @param endpoint of the place, as its connector tells it; empty likewise
 * @param bucket where the object lies; empty where its store has none
 * @param key the object's whole key in it
 * @param number the file's id on the files door
 */
public record UploadedFile(
        String address,
        String fileName,
        String uniqueName,
        long size,
        String contentType,
        String etag,
        String connector,
        String endpoint,
        String bucket,
        String key,
        long number) {}
