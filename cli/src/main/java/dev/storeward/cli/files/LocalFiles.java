package dev.storeward.cli.files;

import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Files on the disk by their names below a folder, parted by slashes. */
final class LocalFiles {
    private LocalFiles() {}

    /** All files below a folder; links are not followed, nor taken. What broke off is left out. */
    static Map<String, Path> below(Path folder) throws IOException {
        Map<String, Path> files = new TreeMap<>();
        try (Stream<Path> all = Files.walk(folder)) {
            all.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .filter(path -> !isPart(path))
                    .forEach(path -> files.put(name(folder.relativize(path)), path));
        }
        return files;
    }

    /** Whether it is what has come of a file so far, beside the record of its parts. */
    private static boolean isPart(Path path) {
        String name = String.valueOf(path.getFileName());
        return (name.endsWith(".part") && Files.exists(path.resolveSibling(name + "s")))
                || (name.endsWith(".parts")
                        && Files.exists(path.resolveSibling(name.substring(0, name.length() - 1))));
    }

    private static String name(Path relative) {
        StringBuilder name = new StringBuilder();
        for (Path segment : relative) {
            name.append(name.isEmpty() ? "" : "/").append(segment);
        }
        return name.toString();
    }

    /** A place below a folder by a name from the server, which must not lead out of it. */
    static Path under(Path folder, String name) {
        Path root = folder.toAbsolutePath().normalize();
        Path place = root;
        for (String segment : name.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw outside(name);
            }
            place = place.resolve(segment);
        }
        if (!place.normalize().startsWith(root) || place.equals(root)) {
            throw outside(name);
        }
        return folder.resolve(root.relativize(place));
    }

    private static Failure outside(String name) {
        return Failure.refused(
                "The name " + Words.clean(name) + " cannot be a file's on this disk.");
    }
}
