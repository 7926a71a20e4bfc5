package dev.storeward.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * The processes that work on one database folder. A number in {@code postmaster.pid} proves
 * nothing, since it may belong to another program by now; what counts is a living process named
 * postgres that works in that folder.
 */
final class ClusterProcesses {
    private static final Path PROC = Path.of("/proc");

    private final Path cluster;

    ClusterProcesses(Path cluster) {
        this.cluster = cluster;
    }

    /** The server that wrote the folder's pid file, when it lives and is really this folder's. */
    OptionalLong postmaster() {
        try {
            Path file = cluster.resolve("postmaster.pid");
            if (!Files.exists(file)) {
                return OptionalLong.empty();
            }
            List<String> lines = Files.readAllLines(file);
            long pid = lines.isEmpty() ? 0 : Long.parseLong(lines.getFirst().strip());
            return isOurs(pid) ? OptionalLong.of(pid) : OptionalLong.empty();
        } catch (IOException | NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    boolean isOurs(long pid) {
        return ProcessHandle.of(pid).filter(this::isOurs).isPresent();
    }

    List<ProcessHandle> all() {
        return ProcessHandle.allProcesses().filter(this::isOurs).toList();
    }

    /** Waits until nothing works on the folder any more. */
    boolean awaitNone(Duration limit) throws InterruptedException {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!all().isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                return false;
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
        return true;
    }

    private boolean isOurs(ProcessHandle process) {
        if (!Files.isDirectory(PROC)) {
            return process.info()
                    .commandLine()
                    .filter(line -> line.contains("postgres") && line.contains(cluster.toString()))
                    .isPresent();
        }
        Path self = PROC.resolve(Long.toString(process.pid()));
        try {
            return Files.readString(self.resolve("comm")).strip().equals("postgres")
                    && worksOnCluster(self);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean worksOnCluster(Path process) throws IOException {
        try {
            // A zombie has no working folder: reading it fails, and a zombie is not alive.
            return Files.readSymbolicLink(process.resolve("cwd")).equals(cluster);
        } catch (AccessDeniedException e) {
            // In a container, not even root sees where another user's process works. What it was
            // started with is visible, and tells the server at least; its children end with it.
            return Files.readString(process.resolve("cmdline"), StandardCharsets.ISO_8859_1)
                    .contains("\0" + cluster + "\0");
        }
    }
}
