package dev.storeward.core.upload.session;

import dev.storeward.core.access.Caller;
import dev.storeward.core.db.Tx;
import dev.storeward.core.root.KeyOrder;
import dev.storeward.core.root.Root;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Collects one page of a user's open sessions below a root, in the order of their keys and, of one
 * key, of their beginning. What a shared prefix stands for is passed over in one step. Belongs to
 * one request.
 */
public final class SessionListing {
    /** Before and behind all sessions of one address. */
    private static final UUID FIRST = new UUID(0, 0);

    private static final UUID LAST = new UUID(-1, -1);

    /** Looked at by one statement where many sessions may be one entry. */
    private static final int SOME = 100;

    private final Tx tx;
    private final UUID tenantId;
    private final UUID userId;
    private final UploadSession.Kind kind;
    private final Root root;
    private final Query query;
    private final List<Entry> entries = new ArrayList<>();

    /** A place in the order of sessions. */
    record Mark(String address, UUID id) {}

    /**
     * What is asked for. A key is what an address has behind the root's folder.
     *
     * @param prefix of the keys; empty for all
     * @param delimiter keys that hold it behind the prefix are one entry up to it; empty for none
     * @param after what the page before ended with; its key is empty for the first page
     * @param limit the most entries; at least 1
     */
    public record Query(String prefix, String delimiter, After after, int limit) {}

    /**
     * What a page comes after.
     *
     * @param id of the session, later ones of whose key are in the page; {@link #WHOLE_KEY} for
     *     none of that key
     */
    public record After(String key, UUID id) {
        /** Behind every session of a key. */
        public static final UUID WHOLE_KEY = LAST;

        public static final After NOTHING = new After("", WHOLE_KEY);
    }

    /**
     * One page.
     *
     * @param last the next page comes after it
     * @param more whether there is one
     */
    public record Page(List<Entry> entries, After last, boolean more) {}

    /** A session, or what many have in common. */
    public sealed interface Entry {
        String key();
    }

    public record SessionEntry(String key, UploadSession session) implements Entry {}

    /** What some sessions' keys begin with, up to and with the delimiter. */
    public record SharedPrefix(String key) implements Entry {}

    SessionListing(Tx tx, Caller caller, UploadSession.Kind kind, Root root, Query query) {
        this.tx = tx;
        this.tenantId = caller.requireTenant().id();
        this.userId = caller.userId();
        this.kind = kind;
        this.root = root;
        this.query = query;
    }

    Page page() {
        String before = KeyOrder.behind(root.folder() + query.prefix());
        Mark from = first();
        int all = query.limit() + 1;
        int atOnce = query.delimiter().isEmpty() ? all : Math.min(SOME, all);
        while (true) {
            List<UploadSession> found = look(from, before, atOnce);
            for (UploadSession session : found) {
                if (KeyOrder.compare(session.address(), from.address()) >= 0) {
                    from = add(session);
                }
                if (entries.size() > query.limit()) {
                    return cut();
                }
            }
            if (found.size() < atOnce) {
                return new Page(List.copyOf(entries), After.NOTHING, false);
            }
        }
    }

    private Mark first() {
        After after = query.after();
        String key = after.key();
        if (key.isEmpty() || KeyOrder.compare(key, query.prefix()) < 0) {
            return new Mark(root.folder() + query.prefix(), FIRST);
        }
        int end = delimited(key);
        return end == key.length()
                ? new Mark(KeyOrder.behind(root.folder() + key), FIRST)
                : new Mark(root.folder() + key, after.id());
    }

    /** Where the delimiter ends that a key holds behind the prefix; -1 for none. */
    private int delimited(String key) {
        if (query.delimiter().isEmpty() || !key.startsWith(query.prefix())) {
            return -1;
        }
        int start = key.indexOf(query.delimiter(), query.prefix().length());
        return start < 0 ? -1 : start + query.delimiter().length();
    }

    /** Answers what the next entry comes after. */
    private Mark add(UploadSession session) {
        String key = session.address().substring(root.folder().length());
        int end = delimited(key);
        if (end < 0) {
            entries.add(new SessionEntry(key, session));
            return new Mark(session.address(), session.id());
        }
        String shared = key.substring(0, end);
        if (KeyOrder.compare(shared, query.after().key()) > 0) {
            entries.add(new SharedPrefix(shared));
        }
        return new Mark(KeyOrder.behind(root.folder() + shared), FIRST);
    }

    private Page cut() {
        List<Entry> shown = List.copyOf(entries.subList(0, query.limit()));
        After last =
                switch (shown.getLast()) {
                    case SessionEntry(String key, UploadSession session) ->
                            new After(key, session.id());
                    case SharedPrefix(String key) -> new After(key, After.WHOLE_KEY);
                };
        return new Page(shown, last, true);
    }

    private List<UploadSession> look(Mark from, String before, int limit) {
        return tx.forTenant(tenantId)
                .statement(sql ->
                        SessionListTable.list(sql, tenantId, userId, kind, from, before, limit));
    }
}
