package dev.storeward.core.file;

import dev.storeward.core.Problem;
import java.nio.ByteBuffer;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * One page of a user's files, newest first.
 *
 * @param nextCursor for the page behind this one; empty on the last
 */
public record FilePage(
        List<StoredFile> files, long page, int pageSize, long totalCount, String nextCursor) {
    /** The year 9999: no file is newer. */
    private static final long MAX_CURSOR_SECOND = 253_402_300_800L;

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

    /** The cursor of the page behind this file. */
    static String behind(StoredFile last) {
        return cursor(last.uploadedAt(), last.id());
    }

    private static String cursor(Instant at, UUID id) {
        ByteBuffer bytes = ByteBuffer.allocate(28);
        bytes.putLong(at.getEpochSecond()).putInt(at.getNano());
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes.array());
    }

    /**
     * Where a cursor stands.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} when it is none of ours
     */
    static FileTable.FileCursor cursor(String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
            if (bytes.remaining() == 28
                    && bytes.getLong(0) >= 0
                    && bytes.getLong(0) < MAX_CURSOR_SECOND) {
                Instant at = Instant.ofEpochSecond(bytes.getLong(), bytes.getInt());
                UUID id = new UUID(bytes.getLong(), bytes.getLong());
                // The decoder takes padding, and a moment has many sums.
                if (cursor(at, id).equals(text)) {
                    return new FileTable.FileCursor(at, id);
                }
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            // Not a cursor of ours: answered below like any other wrong value.
        }
        throw Problem.invalid(
                        "cursor",
                        "Not a cursor of this listing. Send the one the page before answered, or none.")
                .asException();
    }
}
