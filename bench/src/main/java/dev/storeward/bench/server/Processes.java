package dev.storeward.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** What Linux counts for a process. */
final class Processes {
    /** The unit of {@code /proc/PID/stat}: 100 a second on every Linux that runs Java. */
    private static final double TICKS = 100;

    private static final int USER = 11;
    private static final int SYSTEM = 12;
    private static final int WAITED_USER = 13;
    private static final int WAITED_SYSTEM = 14;

    private Processes() {}

    static double cpuSeconds(long pid) throws IOException {
        long[] fields = stat(pid);
        return (fields[USER] + fields[SYSTEM]) / TICKS;
    }

    /** Of a process, of its children that ended and were waited for, and of those that live. */
    static double cpuSecondsWithChildren(long pid) throws IOException {
        double sum = 0;
        for (ProcessHandle child : ProcessHandle.of(pid).orElseThrow().children().toList()) {
            try {
                sum += cpuSeconds(child.pid());
            } catch (NoSuchFileException e) {
                // It ended meanwhile: its parent's count, read below, has it.
            }
        }
        long[] fields = stat(pid);
        return sum
                + (fields[USER] + fields[SYSTEM] + fields[WAITED_USER] + fields[WAITED_SYSTEM])
                        / TICKS;
    }

    static long peakBytes(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) << 10;
            }
        }
        throw new IOException("no VmHWM of process " + pid);
    }

    /** The fields behind the name, which may hold anything. */
    private static long[] stat(long pid) throws IOException {
        String text = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
        String[] words = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        long[] fields = new long[WAITED_SYSTEM + 1];
        for (int i = USER; i <= WAITED_SYSTEM; i++) {
            fields[i] = Long.parseLong(words[i]);
        }
        return fields;
    }
}
