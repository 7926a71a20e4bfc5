package dev.storeward.testkit.server;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * A Ceph RADOS Gateway with a memory store. Started at first use, stopped when the JVM ends. In
 * continuous integration ({@code CI=true}) it must be there; elsewhere its tests are skipped where
 * it is not installed.
 */
public final class CephServer {
    private static final String BUCKET = "test-bucket";

    private static Optional<S3Server> shared = Optional.empty();

    private CephServer() {}

    /** The JVM's one gateway; aborts the calling test when there is none to start. */
    public static synchronized S3Server shared() {
        requireInstalled();
        S3Server server = shared.orElseGet(CephServer::start);
        shared = Optional.of(server);
        return server;
    }

    private static void requireInstalled() {
        String missing =
                Stream.of("radosgw", "ceph-mon", "ceph-osd")
                        .filter(program -> !installed(program))
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
        if (missing.isEmpty()) {
            return;
        }
        String sentence =
                "Ceph is not installed (missing: "
                        + missing
                        + "): apt-get install --no-install-recommends ceph-mon ceph-osd radosgw";
        if ("true".equals(System.getenv("CI"))) {
            fail(sentence);
        }
        Assumptions.abort(sentence);
    }

    private static boolean installed(String program) {
        return Stream.of(
                        Optional.ofNullable(System.getenv("PATH"))
                                .orElse("")
                                .split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    private static S3Server start() {
        try {
            Path home = Files.createTempDirectory("ceph");
            int port = Servers.freePort();
            S3Server server =
                    new S3Server(
                            URI.create("http://127.0.0.1:" + port),
                            "us-east-1",
                            "testaccess",
                            "testsecret0123456789",
                            BUCKET);
            Map<String, String> environment =
                    Map.of(
                            "CEPH_DIR", home.resolve("ceph").toString(),
                            "RGW_PORT", Integer.toString(port),
                            "MON_PORT", Integer.toString(Servers.freePort()),
                            "S3_ACCESS", server.accessKey(),
                            "S3_SECRET", server.secretKey());
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                run("stop", environment, home);
                                Folders.delete(home);
                            }));
            run("start", environment, home);
            return server.createBucket(BUCKET);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void run(String verb, Map<String, String> environment, Path home) {
        Path log = home.resolve(verb + ".txt");
        ProcessBuilder builder =
                new ProcessBuilder("bash", Servers.place("ceph.script").toString(), verb)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            int status = builder.start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "Ceph did not " + verb + ": " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
