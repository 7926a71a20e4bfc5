package dev.storeward.server.console.files;

import dev.storeward.core.file.StoredFile;
import dev.storeward.core.quota.Usage;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import java.util.List;

/**
 * A page of a user's files: the newest, those whose names begin so, or what is in a folder.
 *
 * @param search what names begin with; empty for all
 * @param folder that is looked into; empty for the first
 * @param byFolder whether folders are shown as such
 * @param folders in this one
 * @param ways to this folder, from the first on
 * @param inTenant keeps links in the tenant that was chosen
 */
public record FileListView(
        FrameView frame,
        String search,
        String folder,
        boolean byFolder,
        List<Way> ways,
        List<Way> folders,
        List<StoredFile> files,
        Usage usage,
        PagerView pager,
        String inTenant) {
    public FileListView {
        ways = List.copyOf(ways);
        folders = List.copyOf(folders);
        files = List.copyOf(files);
    }

    /** A folder with its address. */
    public record Way(String name, String url) {}
}
