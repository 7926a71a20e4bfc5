package dev.storeward.core.root;

import dev.storeward.core.file.StoredFile;
import java.util.List;

/**
 * One page of the files below a root, in the order of their keys' bytes.
 *
 * @param next what the next page comes after; empty on the last
 */
public record RootPage(List<Entry> entries, String next) {

    /**
     * What is asked for. A key is what an address has behind the root's folder.
     *
     * @param prefix of the keys; empty for all
     * @param delimiter keys that hold it behind the prefix are one entry up to it; empty for none
     * @param after keys and shared prefixes up to this one are left out; empty for none
     * @param limit the most entries; at least 1
     */
    public record Query(String prefix, String delimiter, String after, int limit) {}

    /** A file, or what many have in common. */
    public sealed interface Entry {
        /** What the page is ordered by. */
        String key();
    }

    public record FileEntry(String key, StoredFile file) implements Entry {}

    /** What some files' keys begin with, up to and with the delimiter. */
    public record SharedPrefix(String key) implements Entry {}
}
