package dev.storeward.core.file;

import java.util.List;

/**
 * One page of a user's files, newest first.
 *
 * @param nextCursor for the page behind this one; empty on the last
 */
public record FilePage(
        List<StoredFile> files, long page, int pageSize, long totalCount, String nextCursor) {
    public long totalPages() {
        return (totalCount + pageSize - 1) / pageSize;
    }
}
