package dev.storeward.core.root;

import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Tx;
import dev.storeward.core.file.AddressTable;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.root.RootPage.Entry;
import dev.storeward.core.root.RootPage.FileEntry;
import dev.storeward.core.root.RootPage.SharedPrefix;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Collects one page of the files below a root. Each statement looks at a bounded number of files
 * along the index of addresses; what a shared prefix stands for is passed over in one step, however
 * many files it holds. Belongs to one request.
 */
final class RootListing {
    /** Looked at by one statement where many files may be one entry. */
    private static final int SOME = 100;

    /** The same where nearly all of those before were one. */
    private static final int FEW = 4;

    private final Tx tx;
    private final UUID tenantId;
    private final UUID userId;
    private final Root root;
    private final RootPage.Query query;
    private final List<Entry> entries = new ArrayList<>();

    RootListing(Tx tx, Caller caller, Root root, RootPage.Query query) {
        this.tx = tx;
        this.tenantId = caller.requireTenant().id();
        this.userId = caller.userId();
        this.root = root;
        this.query = query;
    }

    RootPage page() {
        String before = KeyOrder.behind(root.folder() + query.prefix());
        String from = root.folder() + first();
        int all = query.limit() + 1;
        int atOnce = query.delimiter().isEmpty() ? all : Math.min(SOME, all);
        while (true) {
            int had = entries.size();
            List<StoredFile> files = look(from, before, atOnce);
            String next = "";
            for (StoredFile file : files) {
                if (KeyOrder.compare(file.address(), next) < 0) {
                    continue;
                }
                next = add(file);
                if (entries.size() > query.limit()) {
                    return cut();
                }
            }
            if (files.size() < atOnce) {
                return new RootPage(List.copyOf(entries), "");
            }
            from = next;
            // Of files that share a prefix all but the first were looked at in vain.
            atOnce = Math.clamp(2L * (entries.size() - had), FEW, SOME);
        }
    }

    /** The first key that may be an entry. */
    private String first() {
        String after = query.after();
        if (after.isEmpty() || KeyOrder.compare(after, query.prefix()) < 0) {
            return query.prefix();
        }
        int end = delimited(after);
        return end == after.length() ? KeyOrder.behind(after) : after + KeyOrder.NEXT;
    }

    /** Where the delimiter ends that a key holds behind the prefix; -1 for none. */
    private int delimited(String key) {
        if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
            return -1;
        }
        int start = key.indexOf(query.delimiter(), query.prefix().length());
        return start < 0 ? -1 : start + query.delimiter().length();
    }

    /** Answers where the next entry may begin. */
    private String add(StoredFile file) {
        String key = file.address().substring(root.folder().length());
        int end = delimited(key);
        if (end < 0) {
            entries.add(new FileEntry(key, file));
            return file.address() + KeyOrder.NEXT;
        }
        String shared = key.substring(0, end);
        if (KeyOrder.compare(shared, query.after()) > 0) {
            entries.add(new SharedPrefix(shared));
        }
        return KeyOrder.behind(root.folder() + shared);
    }

    private RootPage cut() {
        List<Entry> shown = List.copyOf(entries.subList(0, query.limit()));
        return new RootPage(shown, shown.getLast().key());
    }

    private List<StoredFile> look(String from, String before, int limit) {
        return tx.forTenant(tenantId)
                .statement(sql -> AddressTable.inRange(sql, tenantId, userId, from, before, limit));
    }
}
