package dev.storeward.core.file;

/**
 * Which files to list.
 *
 * @param category wire name, empty for all
 * @param page from 1; not used with a cursor
 * @param pageSize 1 to 100
 * @param cursor from the page before, empty for none
 */
public record FileQuery(String category, long page, int pageSize, String cursor) {}
