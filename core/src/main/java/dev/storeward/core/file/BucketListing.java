package dev.storeward.core.file;

import dev.storeward.core.Problem;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.ObjectPage.Entry;
import dev.storeward.core.file.ObjectPage.FileEntry;
import dev.storeward.core.file.ObjectPage.FolderEntry;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

/**
 * Collects one page of a user's files in a bucket. Each statement looks at a bounded number of
 * files along the index of addresses, whichever bucket they lie in, and so does the whole request;
 * no connection is held between two statements. Belongs to one request.
 */
final class BucketListing {
    /** Looked at by one statement where every file is an entry: the largest page and one more. */
    private static final int FILES_AT_ONCE = 1_001;

    /** Looked at by one statement where many files may be one folder, whose end is known. */
    private static final int FOLDERS_AT_ONCE = 100;

    /** Looked at by one request, whose next page goes on from there. */
    private static final int PASSED_AT_MOST = 20_000;

    /** Looked at for who asks for no cursor, and would never see what lies behind. */
    private static final int PASSED_WITHOUT_CURSOR = 200_000;

    /** Behind every address that begins with what stands before it. */
    private static final String END = Character.toString(Character.MAX_CODE_POINT);

    private final Tx tx;
    private final UUID tenantId;
    private final UUID locationId;
    private final String prefix;
    private final ObjectPage.Query query;
    private final List<Entry> entries = new ArrayList<>();

    /**
     * @param prefix checked to lie in the caller's folder
     */
    BucketListing(Tx tx, UUID tenantId, UUID locationId, String prefix, ObjectPage.Query query) {
        this.tx = tx;
        this.tenantId = tenantId;
        this.locationId = locationId;
        this.prefix = prefix;
        this.query = query;
    }

    /**
     * The page behind the cursor.
     *
     * @throws dev.storeward.core.ProblemException {@code Invalid} for what is no cursor of this
     *     list
     */
    ObjectPage page(String bucket, String userFolder) {
        String after = query.cursor().isEmpty() ? "" : positionOf(query.cursor());
        String next = collect(after);
        List<Entry> shown = entries.subList(0, Math.min(entries.size(), query.limit()));
        return new ObjectPage(
                bucket, prefix, userFolder, List.copyOf(shown), next.isEmpty() ? "" : cursor(next));
    }

    /** Where the next page begins; empty when there is none. */
    private String collect(String start) {
        int left = query.inPages() ? PASSED_AT_MOST : PASSED_WITHOUT_CURSOR;
        String after = start;
        int atOnce =
                Math.min(query.limit() + 1, query.recursive() ? FILES_AT_ONCE : FOLDERS_AT_ONCE);
        while (true) {
            List<FileTable.Seen> seen = look(after, atOnce);
            for (FileTable.Seen file : seen) {
                add(file);
                if (entries.size() > query.limit()) {
                    return behind(entries.get(query.limit() - 1));
                }
            }
            if (seen.size() < atOnce) {
                return "";
            }
            String last = seen.getLast().file().address();
            after =
                    !entries.isEmpty() && isIn(last, entries.getLast())
                            ? behind(entries.getLast())
                            : last;
            left -= seen.size();
            if (left <= 0) {
                return after;
            }
            // What lies elsewhere is passed over quickly.
            atOnce = query.recursive() ? FILES_AT_ONCE : FOLDERS_AT_ONCE;
        }
    }

    private List<FileTable.Seen> look(String after, int limit) {
        return tx.forTenant(tenantId)
                .statement(sql ->
                        FileTable.under(
                                sql, tenantId, locationId, prefix, after, prefix + END, limit));
    }

    private void add(FileTable.Seen seen) {
        String address = seen.file().address();
        if (!seen.here() || (!entries.isEmpty() && isIn(address, entries.getLast()))) {
            return;
        }
        int slash = query.recursive() ? -1 : address.indexOf('/', prefix.length());
        entries.add(
                slash < 0
                        ? new FileEntry(seen.file())
                        : new FolderEntry(address.substring(0, slash + 1), seen.file()));
    }

    private static boolean isIn(String address, Entry entry) {
        return entry instanceof FolderEntry folder && address.startsWith(folder.name());
    }

    private static String behind(Entry entry) {
        return switch (entry) {
            case FileEntry file -> file.name();
            case FolderEntry folder -> folder.name() + END;
        };
    }

    private static String cursor(String position) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(position.getBytes(StandardCharsets.UTF_8));
    }

    /** In the one spelling that {@link #cursor} writes: padding and spare bits are none of ours. */
    private String positionOf(String cursor) {
        try {
            String position =
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor)))
                            .toString();
            if (position.startsWith(prefix)
                    && position.indexOf('\0') < 0
                    && cursor(position).equals(cursor)) {
                return position;
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            // Not a cursor of ours: answered below like any other wrong value.
        }
        throw Problem.invalid(
                        "cursor",
                        "Not a cursor of this listing. Send the one the page before answered, with"
                                + " the same prefix, or none.")
                .asException();
    }
}
