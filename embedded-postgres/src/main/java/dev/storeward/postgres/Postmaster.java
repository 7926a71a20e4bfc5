package dev.storeward.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts and stops the server process of one database folder. Belongs to one thread at a time. */
final class Postmaster {
    private static final Logger LOG = LoggerFactory.getLogger(Postmaster.class);
    private static final Duration RETRY_FOR = Duration.ofSeconds(15);
    private static final Duration FAST_STOP = Duration.ofSeconds(60);
    private static final Duration IMMEDIATE_STOP = Duration.ofSeconds(10);
    private static final int STOP_SLACK_SECONDS = 5;

    private final Layout layout;
    private final Programs programs;
    private final Shell shell;
    private final ClusterProcesses processes;

    Postmaster(Layout layout, Programs programs, Shell shell) {
        this.layout = layout;
        this.programs = programs;
        this.shell = shell;
        this.processes = new ClusterProcesses(layout.cluster());
    }

    /** Why a start failed, as far as it matters for what to do next. */
    private enum Obstacle {
        PORT_TAKEN,
        STILL_ENDING,
        LASTING
    }

    boolean isAlive(long pid) {
        return processes.isOurs(pid);
    }

    /**
     * Ends whatever still works on the folder: the server of a Storeward that was killed, which
     * would otherwise go on with settings and a port that nobody here knows.
     */
    void stopOrphans() {
        OptionalLong orphan = processes.postmaster();
        if (orphan.isPresent()) {
            LOG.warn(
                    "PostgreSQL process {} outlived the Storeward that started it; stopping it.",
                    orphan.getAsLong());
        }
        stop();
    }

    /** Fast stop, then harder ones, until no process works on the folder. */
    void stop() {
        try {
            if (processes.postmaster().isPresent()) {
                control("fast", FAST_STOP);
            }
            if (processes.postmaster().isPresent()) {
                control("immediate", IMMEDIATE_STOP);
            }
            // Without their server, the remaining processes end by themselves within moments.
            if (!processes.awaitNone(Duration.ofSeconds(2))) {
                processes.all().forEach(ProcessHandle::destroyForcibly);
                if (!processes.awaitNone(Duration.ofSeconds(10))) {
                    throw new EmbeddedServerException(
                            "PostgreSQL in " + layout.cluster() + " cannot be stopped.");
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("The stop of PostgreSQL was cut short.", e);
        }
    }

    /**
     * Starts the server; the folder is free of processes.
     *
     * @param configure writes the configuration for a port
     * @param port the port to use, or 0 for any free one
     * @return the port it listens on
     */
    int start(int port, IntConsumer configure, Duration limit) {
        long deadline = System.nanoTime() + RETRY_FOR.toNanos();
        try {
            while (true) {
                int chosen = port == 0 ? freePort() : port;
                configure.accept(chosen);
                Path output = emptyStartLog();
                LogTail log = LogTail.from(layout.log());
                removeStalePidFile();
                if (startOnce(output, limit)) {
                    return chosen;
                }
                String said = log.lastLines();
                if (obstacle(said) == Obstacle.LASTING || System.nanoTime() - deadline > 0) {
                    stop();
                    throw Failures.of(
                            "PostgreSQL in " + layout.cluster() + " does not start", said);
                }
                TimeUnit.MILLISECONDS.sleep(200);
            }
        } catch (IOException e) {
            throw Failures.of("PostgreSQL in " + layout.cluster() + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("The start of PostgreSQL was cut short.", e);
        }
    }

    /** The process that answers for the folder now. */
    long pid() {
        return processes
                .postmaster()
                .orElseThrow(() ->
                        new EmbeddedServerException(
                                "PostgreSQL in " + layout.cluster() + " does not run."));
    }

    private Path emptyStartLog() throws IOException {
        Path log = layout.log().resolve("start.log");
        Files.deleteIfExists(log);
        return Files.createFile(log, PrivateFiles.FILE);
    }

    private boolean startOnce(Path output, Duration limit) {
        return shell.run(
                        limit.plusSeconds(STOP_SLACK_SECONDS),
                        programs.program("pg_ctl"),
                        "start",
                        "--wait",
                        "--silent",
                        "--timeout=" + limit.toSeconds(),
                        "--pgdata=" + layout.cluster(),
                        "--log=" + output)
                .succeeded();
    }

    /**
     * A pid file whose process is not this folder's server would keep the server from starting for
     * as long as any other program happens to have that number.
     */
    private void removeStalePidFile() throws IOException {
        if (processes.all().isEmpty()) {
            Files.deleteIfExists(layout.cluster().resolve("postmaster.pid"));
        }
    }

    private void control(String mode, Duration limit) {
        Shell.Outcome outcome =
                shell.run(
                        limit.plusSeconds(STOP_SLACK_SECONDS),
                        programs.program("pg_ctl"),
                        "stop",
                        "--wait",
                        "--silent",
                        "--mode=" + mode,
                        "--timeout=" + limit.toSeconds(),
                        "--pgdata=" + layout.cluster());
        if (!outcome.succeeded()) {
            LOG.warn("The {} stop of PostgreSQL did not end: {}", mode, outcome.output().strip());
        }
    }

    private static Obstacle obstacle(String log) {
        if (log.contains("Address already in use")) {
            return Obstacle.PORT_TAKEN;
        }
        if (log.contains("lock file \"postmaster.pid\" already exists")
                || log.contains("pre-existing shared memory block")) {
            return Obstacle.STILL_ENDING;
        }
        return Obstacle.LASTING;
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
