package dev.storeward.testkit.server;

import dev.storeward.testkit.installed.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * An nginx on loopback. In continuous integration ({@code CI=true}) it must be there; elsewhere its
 * tests are skipped where it is not installed.
 */
public final class NginxServer implements AutoCloseable {
    private static final long START_SECONDS = 20;

    private final Process process;
    private final Path home;
    private final int port;

    private NginxServer(Process process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
    }

    /**
     * Starts one; aborts the calling test when there is none to start.
     *
     * @param server the block of the server, in which {@code LISTEN} stands for where it listens
     */
    public static NginxServer start(String server) {
        Path program = Installed.program("nginx", "nginx");
        int port = Servers.freePort();
        try {
            Path home = Files.createTempDirectory("nginx");
            Path settings =
                    Files.writeString(
                            home.resolve("nginx.conf"),
                            """
                            daemon off;
                            worker_processes 1;
                            pid HOME/pid;
                            USER
                            error_log HOME/error.log;
                            events {}
                            http {
                                access_log off;
                                client_body_temp_path HOME/body;
                                proxy_temp_path HOME/proxy;
                                fastcgi_temp_path HOME/fastcgi;
                                uwsgi_temp_path HOME/uwsgi;
                                scgi_temp_path HOME/scgi;
                            SERVER
                            }
                            """
                                    .replace("HOME", home.toString())
                                    .replace("USER", isRoot() ? "user root;" : "")
                                    .replace(
                                            "SERVER",
                                            server.replace("LISTEN", "127.0.0.1:" + port)));
            Process process =
                    new ProcessBuilder(
                                    program.toString(),
                                    "-e",
                                    home.resolve("error.log").toString(),
                                    "-p",
                                    home.toString(),
                                    "-c",
                                    settings.toString())
                            .redirectErrorStream(true)
                            .redirectOutput(home.resolve("output").toFile())
                            .start();
            NginxServer nginx = new NginxServer(process, home, port);
            nginx.awaitListening();
            return nginx;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url() {
        return "http://127.0.0.1:" + port;
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private void awaitListening() throws IOException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException e) {
                pause();
            }
        }
        List<String> said = List.of(read("output"), read("error.log"));
        close();
        throw new IllegalStateException("nginx did not start: " + said);
    }

    private String read(String file) throws IOException {
        Path log = home.resolve(file);
        return Files.exists(log) ? Files.readString(log) : "";
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Folders.delete(home);
    }
}
