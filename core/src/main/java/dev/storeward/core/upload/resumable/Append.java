package dev.storeward.core.upload.resumable;

/**
 * Bytes that are to go on with an upload.
 *
 * @param offset how many came before, as their sender believes
 * @param size of them as announced; -1 when it was not
 * @param whole of the whole upload, told with them; -1 when it was not
 * @param atOnce whether all of them are kept, or none
 */
public record Append(long offset, long size, long whole, boolean atOnce) {}
