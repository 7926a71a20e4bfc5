package dev.storeward.testkit.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Azurite, as a process of its own. Started at first use, stopped when the JVM ends. In continuous
 * integration ({@code CI=true}) it must be there; elsewhere its tests are skipped where it is not
 * installed.
 */
public final class AzuriteServer {
    private static final String ACCOUNT = "testaccount";
    private static final String CONTAINER = "test-container";

    private static Optional<AzureServer> shared = Optional.empty();
    private static boolean told;

    private AzuriteServer() {}

    /** The JVM's one server; aborts the calling test when there is none to start. */
    public static synchronized AzureServer shared() {
        requireInstalled();
        AzureServer server = shared.orElseGet(AzuriteServer::start);
        shared = Optional.of(server);
        return server;
    }

    private static synchronized void requireInstalled() {
        String missing =
                node().isEmpty()
                        ? "there is no node on the PATH"
                        : !Files.isRegularFile(program())
                                ? "it is not in " + home()
                                : !sameLock() ? "another version is in " + home() : "";
        if (missing.isEmpty()) {
            return;
        }
        String sentence =
                "Azurite is not installed ("
                        + missing
                        + "): testkit/servers/azurite.sh install, which needs node and npm";
        if (!told) {
            told = true;
            System.err.println("Azurite: " + sentence);
        }
        throw Installed.missing(sentence);
    }

    private static Optional<Path> node() {
        return Installed.find("node");
    }

    private static Path home() {
        return Optional.ofNullable(System.getenv("STOREWARD_AZURITE"))
                .filter(named -> !named.isBlank())
                .map(Path::of)
                .orElseGet(() ->
                        Path.of(System.getProperty("user.home"), ".cache", "storeward", "azurite"));
    }

    private static Path program() {
        return home().resolve("node_modules/azurite/dist/src/blob/main.js");
    }

    private static boolean sameLock() {
        try {
            return Files.mismatch(
                            Servers.place("azurite.lock"), home().resolve("installed-lock.json"))
                    == -1;
        } catch (IOException e) {
            return false;
        }
    }

    private static AzureServer start() {
        try {
            Path home = Files.createTempDirectory("azurite");
            int port = Servers.freePort();
            String key =
                    Base64.getEncoder()
                            .encodeToString("k".repeat(64).getBytes(StandardCharsets.US_ASCII));
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    node().orElseThrow().toString(),
                                    program().toString(),
                                    "--blobHost",
                                    "127.0.0.1",
                                    "--blobPort",
                                    Integer.toString(port),
                                    "--location",
                                    home.resolve("blob").toString(),
                                    "--silent",
                                    "--disableTelemetry",
                                    "--skipApiVersionCheck",
                                    "--disableProductStyleUrl")
                            .redirectErrorStream(true)
                            .redirectOutput(home.resolve("log.txt").toFile());
            builder.environment().put("AZURITE_ACCOUNTS", ACCOUNT + ":" + key);
            Process process = builder.start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, home)));
            awaitPort(process, port, home);
            return new AzureServer(URI.create("http://127.0.0.1:" + port), ACCOUNT, key, CONTAINER)
                    .createContainer(CONTAINER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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
                "Azurite did not start: " + Files.readString(home.resolve("log.txt")));
    }

    private static void stop(Process process, Path home) {
        process.destroyForcibly();
        Folders.delete(home);
    }
}
