package dev.storeward.client.files;

/**
 * A file that was just stored.
 *
 * @param objectName where it is: {@code organizations/1/files/2/…}
 * @param size in bytes
 * @param id its number at the files door
 */
public record StoredFile(String objectName, long size, long id) {}
