package dev.storeward.bench.server;

import dev.storeward.postgres.EmbeddedServer;
import dev.storeward.postgres.Options;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Storeward in a process of its own, started by its launcher, with an embedded PostgreSQL of its
 * own that is a third process.
 */
public final class ServerUnderTest {
    private static final Duration START = Duration.ofSeconds(90);
    private static final String READY = "Storeward is ready: ";

    private final EmbeddedServer database;
    private final Process process;
    private final URI url;

    private ServerUnderTest(EmbeddedServer database, Process process, URI url) {
        this.database = database;
        this.process = process;
        this.url = url;
    }

    /**
     * Starts one that is ready when this returns.
     *
     * @param environment its settings beside folder, port and database
     */
    public static ServerUnderTest start(
            Path launcher, Map<String, String> environment, Cleanup cleanup)
            throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("storeward-bench");
        cleanup.later(() -> delete(folder));
        EmbeddedServer database =
                EmbeddedServer.start(folder.resolve("database"), Options.defaults());
        cleanup.later(database::close);
        Path log = folder.resolve("server.log");
        int port = freePort();
        ProcessBuilder builder =
                new ProcessBuilder(
                                launcher.toString(),
                                "serve",
                                "--port",
                                Integer.toString(port),
                                "--data",
                                folder.resolve("data").toString())
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("STOREWARD_") && !name.equals("STOREWARD_JAVA_OPTS"));
        builder.environment()
                .putAll(
                        Map.of(
                                "STOREWARD_DB", database.jdbcUrl(),
                                "STOREWARD_DB_USER", database.owner().user(),
                                "STOREWARD_DB_PASSWORD", database.owner().password().reveal(),
                                "STOREWARD_DRAIN_SECONDS", "1"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        cleanup.later(() -> stop(process));
        return new ServerUnderTest(database, process, awaitReady(process, log));
    }

    private static URI awaitReady(Process process, Path log)
            throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < deadline) {
            for (String line : Files.readAllLines(log)) {
                if (line.startsWith(READY)) {
                    return URI.create(line.substring(READY.length()));
                }
            }
            if (process.waitFor(100, TimeUnit.MILLISECONDS)) {
                break;
            }
        }
        throw new IOException("The server did not start:\n" + Files.readString(log));
    }

    public URI url() {
        return url;
    }

    public EmbeddedServer database() {
        return database;
    }

    /** The CPU time that server and database have used so far. */
    public CpuTime cpu() throws IOException {
        return new CpuTime(
                Processes.cpuSeconds(process.pid()),
                Processes.cpuSecondsWithChildren(database.pid()));
    }

    /** The CPU seconds that its JVM has spent on compiling; it ends when the code is warm. */
    public double compilerSeconds() throws IOException {
        return Processes.cpuSecondsOfThreads(process.pid(), "C1 Compiler", "C2 Compiler");
    }

    /** The most memory the server's process ever held. */
    public long peakBytes() throws IOException {
        return Processes.peakBytes(process.pid());
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void stop(Process process) {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("Left behind: " + folder);
        }
    }
}
