package dev.storeward.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * S3Proxy with SigV4 checked, as a process of its own. Started at first use, stopped when the JVM
 * ends.
 */
public final class S3ProxyServer {
    private static final String BUCKET = "test-bucket";

    /** What holds the objects. */
    public enum Storage {
        MEMORY("transient-nio2"),
        FOLDER("filesystem-nio2");

        private final String backend;

        Storage(String backend) {
            this.backend = backend;
        }
    }

    /** A server and the process that it is. */
    public record Running(S3Server server, long pid) {}

    private static Optional<S3Server> memory = Optional.empty();
    private static Optional<S3Server> folder = Optional.empty();

    private S3ProxyServer() {}

    /** The JVM's one server with this storage, started where it is not running yet. */
    public static synchronized S3Server shared(Storage storage) {
        return switch (storage) {
            case MEMORY -> {
                S3Server server = memory.orElseGet(() -> another(storage));
                memory = Optional.of(server);
                yield server;
            }
            case FOLDER -> {
                S3Server server = folder.orElseGet(() -> another(storage));
                folder = Optional.of(server);
                yield server;
            }
        };
    }

    /** A further server that nobody shares, stopped when the JVM ends. */
    public static S3Server another(Storage storage) {
        return start(storage).server();
    }

    /** As {@link #another}, for whoever wants to know what its process does. */
    public static Running start(Storage storage) {
        try {
            Path home = Files.createTempDirectory("s3proxy");
            int port = Servers.freePort();
            S3Server server =
                    new S3Server(
                            URI.create("http://127.0.0.1:" + port),
                            "us-east-1",
                            "testaccess",
                            "testsecret0123456789",
                            BUCKET);
            Path blobs = Files.createDirectories(home.resolve("blobs"));
            Files.writeString(home.resolve("s3proxy.conf"), configuration(server, storage, blobs));
            Process process =
                    new ProcessBuilder(
                                    Path.of(System.getProperty("java.home"), "bin", "java")
                                            .toString(),
                                    "-Xmx2g",
                                    "-XX:+UseSerialGC",
                                    "-jar",
                                    Servers.place("s3proxy.jar").toString(),
                                    "--properties",
                                    home.resolve("s3proxy.conf").toString())
                            .redirectErrorStream(true)
                            .redirectOutput(home.resolve("log.txt").toFile())
                            .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, home)));
            awaitPort(process, port, home);
            return new Running(server.createBucket(BUCKET), process.pid());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String configuration(S3Server server, Storage storage, Path blobs) {
        return """
        s3proxy.endpoint=%s
        s3proxy.authorization=aws-v4
        s3proxy.identity=%s
        s3proxy.credential=%s
        s3proxy.v4-max-non-chunked-request-size=134217728
        s3proxy.provider=%s
        s3proxy.filesystem.basedir=%s
        jclouds.provider=%s
        jclouds.identity=local
        jclouds.credential=local
        jclouds.filesystem.basedir=%s
        """
                .formatted(
                        server.endpoint(),
                        server.accessKey(),
                        server.secretKey(),
                        storage.backend,
                        blobs,
                        storage.backend,
                        blobs);
    }

    private static void awaitPort(Process process, int port, Path home)
            throws IOException, InterruptedException {
        while (process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return;
            } catch (IOException e) {
                if (process.waitFor(50, TimeUnit.MILLISECONDS)) {
                    break;
                }
            }
        }
        throw new IOException(
                "S3Proxy did not start: " + Files.readString(home.resolve("log.txt")));
    }

    private static void stop(Process process, Path home) {
        process.destroyForcibly();
        Folders.delete(home);
    }
}
