package dev.storeward.core.file;

import java.util.List;

/**
 * One page of a user's files, newest first.
 *
 * @param nextCursor for the page behind this one; empty on the last
 */
public record FilePage(
        List<StoredFile> files, long page, int pageSize, long totalCount, String nextCursor) {

    /**
     * Which files to list.
     *
     * @param category wire name, empty for all
     * @param page from 1; not used with a cursor
     * @param pageSize 1 to 100
     * @param cursor from the page before, empty for none
     */
    public record Query(String category, long page, int pageSize, String cursor) {}

    public long totalPages() {
        return (totalCount + pageSize - 1) / pageSize;
    }
}
