package dev.storeward.core.file;

import java.util.List;

/**
 * One page of the caller's files in a bucket, in the order of their addresses. It may be shorter
 * than was asked for, even empty, with more behind it: only the cursor tells.
 *
 * @param prefix what all of their addresses begin with
 * @param nextCursor for the page behind this one; empty on the last
 */
public record ObjectPage(
        String bucket, String prefix, String userFolder, List<Entry> entries, String nextCursor) {

    /**
     * What is asked for.
     *
     * @param prefix as sent: of names in the caller's folder, empty for all of it
     * @param recursive whether files in folders are listed, and not their folders
     * @param limit the most entries of the page
     * @param cursor from the page before, empty for none
     * @param inPages whether who asks goes on behind the cursor that is answered
     */
    public record Query(
            String prefix, boolean recursive, int limit, String cursor, boolean inPages) {}

    /** A file, or a folder with files in it. */
    public sealed interface Entry {
        /** Whatever it is, this is what the page is ordered by. */
        String name();
    }

    /** A file that is listed itself. */
    public record FileEntry(StoredFile file) implements Entry {
        @Override
        public String name() {
            return file.address();
        }
    }

    /**
     * A folder that stands for its files.
     *
     * @param name with a slash at its end
     * @param first the first file in it
     */
    public record FolderEntry(String name, StoredFile first) implements Entry {}
}
