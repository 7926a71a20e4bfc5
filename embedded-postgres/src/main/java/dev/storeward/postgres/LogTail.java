package dev.storeward.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What PostgreSQL logged since a certain moment. */
final class LogTail {
    private static final int LINES = 12;

    private final Path folder;
    private final Map<Path, Long> sizes;

    private LogTail(Path folder, Map<Path, Long> sizes) {
        this.folder = folder;
        this.sizes = sizes;
    }

    static LogTail from(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return new LogTail(
                    folder,
                    files.collect(Collectors.toUnmodifiableMap(file -> file, LogTail::size)));
        }
    }

    /** The last lines, oldest first. */
    String lastLines() {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.sorted().toList()) {
                byte[] bytes = Files.readAllBytes(file);
                long known = sizes.getOrDefault(file, 0L);
                int from = known > bytes.length ? 0 : Math.toIntExact(known);
                new String(bytes, from, bytes.length - from, StandardCharsets.UTF_8)
                        .lines()
                        .filter(line -> !line.contains("logging collector"))
                        .filter(line -> !line.contains("HINT:  Future log output"))
                        .forEach(lines::add);
            }
        } catch (IOException e) {
            lines.add("(the log in " + folder + " cannot be read: " + e.getMessage() + ")");
        }
        return last(lines);
    }

    static String last(List<String> lines) {
        return String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size()));
    }

    private static long size(Path file) {
        return file.toFile().length();
    }
}
