package dev.storeward.testkit.server;

import dev.storeward.testkit.installed.NpmPackages;
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

    private static final NpmPackages PACKAGES =
            NpmPackages.cached(
                    "Azurite", "azurite", "STOREWARD_AZURITE", Servers.place("azurite.lock"));

    private static Optional<AzureServer> shared = Optional.empty();

    private AzuriteServer() {}

    /** The JVM's one server; aborts the calling test when there is none to start. */
    public static synchronized AzureServer shared() {
        PACKAGES.require();
        AzureServer server = shared.orElseGet(AzuriteServer::start);
        shared = Optional.of(server);
        return server;
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
                                    PACKAGES.node().toString(),
                                    PACKAGES.home()
                                            .resolve("node_modules/azurite/dist/src/blob/main.js")
                                            .toString(),
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
