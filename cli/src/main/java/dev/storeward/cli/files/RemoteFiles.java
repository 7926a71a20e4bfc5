package dev.storeward.cli.files;

import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import dev.storeward.client.StorewardException;
import dev.storeward.client.files.FilesClient;
import dev.storeward.client.files.Folder;
import dev.storeward.client.files.Metadata;
import dev.storeward.client.files.ObjectItem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The user's folder at the server, whichever buckets its files lie in. Belongs to one run of a
 * command.
 */
final class RemoteFiles {
    private final FilesClient door;
    private String userFolder = "";
    private List<String> buckets = List.of();

    RemoteFiles(FilesClient door) {
        this.door = door;
    }

    /**
     * A file or a folder.
     *
     * @param path in the user's folder; a folder's ends with a slash
     */
    record Entry(String path, ObjectItem item) {
        boolean isFolder() {
            return path.endsWith("/");
        }
    }

    /** All of the user's object names begin with it. */
    String userFolder() {
        if (buckets.isEmpty()) {
            buckets = door.buckets();
            if (buckets.isEmpty()) {
                throw Failure.refused("The tenant has no bucket.");
            }
            userFolder = door.folder(buckets.getFirst(), "", false, "").userFolder();
        }
        return userFolder;
    }

    /** Files and folders below a path, by name, from all buckets. */
    List<Entry> list(String prefix, boolean recursive) {
        String whole = userFolder() + prefix;
        Map<String, Entry> entries = new TreeMap<>();
        for (String bucket : buckets) {
            String cursor = "";
            do {
                Folder part = door.folder(bucket, whole, recursive, cursor);
                for (ObjectItem item : part.objects()) {
                    String path = item.name().substring(userFolder.length());
                    entries.put(path, new Entry(path, item));
                }
                cursor = part.nextCursor();
            } while (!cursor.isEmpty());
        }
        return List.copyOf(entries.values());
    }

    /** Files below a path, newest first for each name they were sent by. */
    Map<String, List<Entry>> byName(String prefix) {
        Map<String, List<Entry>> byName = new TreeMap<>();
        for (Entry entry : list(prefix, true)) {
            if (!entry.isFolder()) {
                byName.computeIfAbsent(FileNames.plain(entry.path()), name -> new ArrayList<>())
                        .add(entry);
            }
        }
        byName.values()
                .forEach(same ->
                        same.sort(
                                Comparator.comparing((Entry entry) -> entry.item().lastModified())
                                        .thenComparing(Entry::path)
                                        .reversed()));
        return byName;
    }

    /**
     * The file that is called so: by its whole name, else by the name it was sent by.
     *
     * @param onlyOne refuses where several were sent by the name; else the newest is taken
     */
    Metadata require(String given, boolean onlyOne) {
        String path = FileNames.path(given);
        if (path.isEmpty() || path.endsWith("/")) {
            throw Failure.usage(Words.clean(given) + " is a folder: name a file, or say -r.");
        }
        String name = path.startsWith(userFolder()) ? path : userFolder() + path;
        try {
            return door.metadata(name);
        } catch (StorewardException e) {
            if (e.status() != 404 && e.status() != 400) {
                throw e;
            }
        }
        String folder = FileNames.folder(path);
        String safe = folder + FileNames.safe(FileNames.last(path));
        List<Entry> same = byNameIn(folder, safe);
        if (same.isEmpty()) {
            throw Failure.refused("There is no file " + Words.clean(path) + ".");
        }
        if (onlyOne && same.size() > 1) {
            throw Failure.refused(
                    "Several files are called "
                            + Words.clean(path)
                            + ": "
                            + String.join(
                                    ", ",
                                    same.stream().map(entry -> Words.clean(entry.path())).toList())
                            + ". Name one of them.");
        }
        return door.metadata(same.getFirst().item().name());
    }

    private List<Entry> byNameIn(String folder, String plain) {
        return list(folder, false).stream()
                .filter(entry -> !entry.isFolder() && FileNames.plain(entry.path()).equals(plain))
                .sorted(
                        Comparator.comparing((Entry entry) -> entry.item().lastModified())
                                .thenComparing(Entry::path)
                                .reversed())
                .toList();
    }

    /** A name in the user's folder, as commands take and tell it. */
    String shown(String objectName) {
        return FileNames.MARK
                + Words.clean(
                        objectName.startsWith(userFolder())
                                ? objectName.substring(userFolder().length())
                                : objectName);
    }
}
