package dev.storeward.store.local;

import dev.storeward.store.ListRequest;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One page of a listing being collected, in the order of the keys. Keys are compared as the bytes
 * of their UTF-8, held one per character.
 */
final class Walk {

    /** A file found, and the key it stands for. */
    record Found(String key, Path file) {}

    private record Entry(FileNames.Kind kind, String bytes, Path path) {}

    private final String prefix;
    private final String cursor;
    private final int most;
    private final List<Found> found = new ArrayList<>();

    private Walk(ListRequest request) {
        prefix = FileNames.bytes(request.prefix());
        cursor = FileNames.bytes(request.cursor());
        most = request.limit() + 1;
    }

    /** The files of the page and, where there are more, of one behind it. */
    static List<Found> page(Path objects, ListRequest request) throws IOException {
        Walk walk = new Walk(request);
        walk.folder(objects, "");
        return walk.found;
    }

    private void folder(Path folder, String start) throws IOException {
        for (Entry entry : entries(folder, start)) {
            if (found.size() == most) {
                return;
            }
            switch (entry.kind()) {
                case OBJECT -> {
                    if (Files.isRegularFile(entry.path(), LinkOption.NOFOLLOW_LINKS)) {
                        found.add(new Found(FileNames.text(entry.bytes()), entry.path()));
                    }
                }
                case FOLDER, CONTINUED -> {
                    if (Files.isDirectory(entry.path(), LinkOption.NOFOLLOW_LINKS)) {
                        try {
                            folder(entry.path(), entry.bytes());
                        } catch (NoSuchFileException e) {
                            // Deleted since it was seen: it holds nothing any more.
                        }
                    }
                }
            }
        }
    }

    private List<Entry> entries(Path folder, String start) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder)) {
            for (Path path : paths) {
                FileNames.entry(String.valueOf(path.getFileName()))
                        .map(entry -> new Entry(entry.kind(), start + entry.bytes(), path))
                        .filter(this::wanted)
                        .ifPresent(entries::add);
            }
        } catch (java.nio.file.DirectoryIteratorException e) {
            throw e.getCause();
        }
        entries.sort(Comparator.comparing(Entry::bytes).thenComparing(Entry::kind));
        return entries;
    }

    private boolean wanted(Entry entry) {
        String bytes = entry.bytes();
        return switch (entry.kind()) {
            case OBJECT -> bytes.startsWith(prefix) && bytes.compareTo(cursor) > 0;
            case FOLDER, CONTINUED ->
                    (bytes.startsWith(prefix) || prefix.startsWith(bytes))
                            && (bytes.compareTo(cursor) > 0 || cursor.startsWith(bytes));
        };
    }
}
