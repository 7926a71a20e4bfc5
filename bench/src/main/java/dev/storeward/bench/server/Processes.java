package dev.storeward.bench.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;

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

    /** Of the threads of a process whose names begin like one of these. */
    static double cpuSecondsOfThreads(long pid, String... names) throws IOException {
        double sum = 0;
        try (Stream<Path> threads = Files.list(Path.of("/proc", Long.toString(pid), "task"))) {
            for (Path thread : threads.toList()) {
                try {
                    String name = Files.readString(thread.resolve("comm"));
                    if (Arrays.stream(names).anyMatch(name::startsWith)) {
                        long[] fields = stat(thread);
                        sum += (fields[USER] + fields[SYSTEM]) / TICKS;
                    }
                } catch (NoSuchFileException e) {
                    // The thread ended meanwhile; those that matter here last.
                }
            }
        }
        return sum;
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
        return stat(Path.of("/proc", Long.toString(pid)));
    }

    private static long[] stat(Path folder) throws IOException {
        String text = Files.readString(folder.resolve("stat"));
        String[] words = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        long[] fields = new long[WAITED_SYSTEM + 1];
        for (int i = USER; i <= WAITED_SYSTEM; i++) {
            fields[i] = Long.parseLong(words[i]);
        }
        return fields;
    }
}
