package dev.storeward.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** A Java process of its own that starts the server on a folder, to be killed by a test. */
record ServeProcess(Process process, long serverPid) {

    /** What runs in the other process: starts, tells the server's process id, and waits. */
    static final class Main {
        private Main() {}

        public static void main(String[] args) throws InterruptedException {
            EmbeddedServer server = EmbeddedServer.start(Path.of(args[0]), Options.defaults());
            System.out.println("pid " + server.pid());
            Thread.sleep(600_000);
        }
    }

    static ServeProcess start(Path data) throws IOException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        Main.class.getName(),
                                        data.toString()))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        try (BufferedReader lines =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line = lines.readLine();
            while (line != null && !line.startsWith("pid ")) {
                line = lines.readLine();
            }
            if (line == null) {
                throw new IOException("the other process ended before its server ran");
            }
            return new ServeProcess(process, Long.parseLong(line.substring(4)));
        }
    }

    /** {@code kill -9}, which leaves the server behind. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }
}
