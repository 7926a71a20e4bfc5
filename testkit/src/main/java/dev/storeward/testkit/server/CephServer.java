package dev.storeward.testkit.server;

import dev.storeward.testkit.installed.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A Ceph RADOS Gateway with a memory store. Started at first use, stopped when the JVM ends. In
 * continuous integration ({@code CI=true}) it must be there; elsewhere its tests are skipped where
 * it is not installed.
 */
public final class CephServer {
    private static final String BUCKET = "test-bucket";

    private static Optional<Running> shared = Optional.empty();

    private record Running(S3Server server, Map<String, String> environment, Path home) {}

    private CephServer() {}

    /** The JVM's one gateway; aborts the calling test when there is none to start. */
    public static synchronized S3Server shared() {
        return running().server();
    }

    /** Another user of the gateway, who owns nothing and may do nothing yet, on its bucket. */
    public static synchronized S3Server user(String name) {
        Running running = running();
        S3Server owner = running.server();
        String secret = "secret0123456789" + name;
        run(running.environment(), running.home(), "user", name, "access" + name, secret);
        return new S3Server(
                owner.endpoint(), owner.region(), "access" + name, secret, owner.bucket());
    }

    /** Makes a document the one policy of a {@link #user}. */
    public static void grant(String name, String policy) throws IOException, InterruptedException {
        SignedForm.post(
                shared(),
                Map.of(
                        "Action", "PutUserPolicy",
                        "UserName", name,
                        "PolicyName", "granted",
                        "PolicyDocument", policy,
                        "Version", "2010-05-08"));
    }

    private static Running running() {
        requireInstalled();
        Running running = shared.orElseGet(CephServer::start);
        shared = Optional.of(running);
        return running;
    }

    private static void requireInstalled() {
        String missing =
                Stream.of("radosgw", "ceph-mon", "ceph-osd")
                        .filter(program -> Installed.find(program).isEmpty())
                        .reduce((a, b) -> a + ", " + b)
                        .orElse("");
        if (missing.isEmpty()) {
            return;
        }
        throw Installed.missing(
                "Ceph is not installed (missing: "
                        + missing
                        + "): apt-get install --no-install-recommends ceph-mon ceph-osd radosgw");
    }

    private static Running start() {
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
                                run(environment, home, "stop");
                                Folders.delete(home);
                            }));
            run(environment, home, "start");
            return new Running(server.createBucket(BUCKET), environment, home);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void run(Map<String, String> environment, Path home, String... verb) {
        Path log = home.resolve(verb[0] + ".txt");
        List<String> command = new ArrayList<>();
        command.add("bash");
        command.add(Servers.place("ceph.script").toString());
        command.addAll(List.of(verb));
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile());
        builder.environment().putAll(environment);
        try {
            int status = builder.start().waitFor();
            if (status != 0) {
                throw new IllegalStateException(
                        "Ceph did not " + verb[0] + ": " + Files.readString(log));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
