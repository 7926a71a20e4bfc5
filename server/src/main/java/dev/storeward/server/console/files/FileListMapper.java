package dev.storeward.server.console.files;

import dev.storeward.server.console.files.FileListView.Way;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Folders as ways to them. */
final class FileListMapper {
    private FileListMapper() {}

    /** A list's address with one more parameter. */
    static String with(String base, String name, String value) {
        return base
                + (base.contains("?") ? "&" : "?")
                + name
                + "="
                + URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /** The folders that lead to one, from the first on. */
    static List<Way> ways(String base, String folder) {
        List<Way> ways = new ArrayList<>();
        ways.add(new Way("All folders", with(base, "folder", "")));
        int end = folder.indexOf('/');
        int begin = 0;
        while (end >= 0) {
            ways.add(
                    new Way(
                            folder.substring(begin, end),
                            with(base, "folder", folder.substring(0, end + 1))));
            begin = end + 1;
            end = folder.indexOf('/', begin);
        }
        return ways;
    }

    /** A folder within another. */
    static Way within(String base, String folder, String key) {
        return new Way(key.substring(folder.length()), with(base, "folder", key));
    }
}
