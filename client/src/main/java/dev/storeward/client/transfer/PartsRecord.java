package dev.storeward.client.transfer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.BitSet;
import java.util.List;

/** Which parts of a file have come, in a file of its own. Safe for use by several threads. */
final class PartsRecord {
    private final Path path;
    private final BitSet done;

    private PartsRecord(Path path, BitSet done) {
        this.path = path;
        this.done = done;
    }

    /**
     * Opens the record of a download, or begins one.
     *
     * @param what is fetched: a record of something else is begun anew
     */
    static PartsRecord open(Path path, String what, boolean mayContinue) throws IOException {
        BitSet done = new BitSet();
        if (mayContinue && Files.isRegularFile(path)) {
            List<String> lines = Files.readAllLines(path);
            if (!lines.isEmpty() && lines.getFirst().equals(what)) {
                lines.stream()
                        .skip(1)
                        .filter(line -> line.matches("[0-9]{1,9}\\."))
                        .forEach(line ->
                                done.set(Integer.parseInt(line.substring(0, line.length() - 1))));
                return new PartsRecord(path, done);
            }
        }
        Files.writeString(path, what + "\n");
        return new PartsRecord(path, done);
    }

    synchronized boolean has(int part) {
        return done.get(part);
    }

    /** A line that was cut off by a crash has no full stop, and counts for nothing. */
    synchronized void add(int part) throws IOException {
        Files.write(
                path, (part + ".\n").getBytes(StandardCharsets.UTF_8), StandardOpenOption.APPEND);
        done.set(part);
    }
}
