package dev.storeward.bench.migrate;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The rclone that is installed, run on two servers. */
record Rclone(String version) {
    private static final int MOST_SECONDS = 180;

    /** Empty where there is none. */
    static Optional<Rclone> find() throws InterruptedException {
        try {
            Process process = new ProcessBuilder("rclone", "version").start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() == 0
                    ? Optional.of(new Rclone(text.lines().findFirst().orElse("rclone")))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** A bucket and what the names in it begin with. */
    record Place(S3Server server, String prefix) {}

    /** Answers the seconds it took. */
    double copy(Place from, Place to, boolean large) throws IOException, InterruptedException {
        List<String> options = new ArrayList<>(List.of("--s3-no-check-bucket"));
        if (large) {
            options.addAll(List.of("--s3-upload-cutoff", "1G"));
        }
        return run("copy", from, to, options);
    }

    /** Reads both ends to the last byte; answers the seconds it took. */
    double check(Place from, Place to) throws IOException, InterruptedException {
        return run("check", from, to, List.of("--download"));
    }

    private static double run(String command, Place from, Place to, List<String> options)
            throws IOException, InterruptedException {
        boolean same = from.server().endpoint().equals(to.server().endpoint());
        List<String> line =
                new ArrayList<>(
                        List.of(
                                "rclone",
                                command,
                                "one:" + from.server().bucket() + "/" + from.prefix(),
                                (same ? "one:" : "two:") + to.server().bucket() + "/" + to.prefix(),
                                "--transfers",
                                "16",
                                "--checkers",
                                "16"));
        line.addAll(options);
        Path log = Files.createTempFile("rclone", ".log");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(line).redirectErrorStream(true).redirectOutput(log.toFile());
            Map<String, String> environment = builder.environment();
            environment
                    .keySet()
                    .removeIf(name -> name.startsWith("RCLONE_") || name.startsWith("AWS_"));
            environment.put("RCLONE_CONFIG", "/dev/null");
            remote(environment, "ONE", from.server());
            remote(environment, "TWO", to.server());
            long begun = System.nanoTime();
            Process process = builder.start();
            if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("rclone " + command + " took longer than three minutes");
            }
            if (process.exitValue() != 0) {
                throw new IOException("rclone " + command + " failed:\n" + Files.readString(log));
            }
            return (System.nanoTime() - begun) / 1e9;
        } finally {
            Files.deleteIfExists(log);
        }
    }

    private static void remote(Map<String, String> environment, String name, S3Server server) {
        String start = "RCLONE_CONFIG_" + name + "_";
        environment.putAll(
                Map.of(
                        start + "TYPE", "s3",
                        start + "PROVIDER", "Other",
                        start + "ENDPOINT", server.endpoint().toString(),
                        start + "REGION", server.region(),
                        start + "FORCE_PATH_STYLE", "true",
                        start + "ACCESS_KEY_ID", server.accessKey(),
                        start + "SECRET_ACCESS_KEY", server.secretKey()));
    }
}
