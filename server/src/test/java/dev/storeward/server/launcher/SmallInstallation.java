package dev.storeward.server.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;

/**
 * A build as {@code ./storeward} leaves it, with the real script and a server that says its JVM's
 * options and ends.
 */
final class SmallInstallation {
    private static final String MAIN =
            """
            package dev.storeward.server;
            public class Main {
                public static void main(String[] arguments) {
                    var jvm = java.lang.management.ManagementFactory.getRuntimeMXBean();
                    System.out.println("ready " + String.join(" ", jvm.getInputArguments()));
                }
            }
            """;

    private static final String TRAINING =
            """
            package dev.storeward.server.training;
            public class Training {
                public static void main(String[] arguments) {
                    System.out.println("in training");
                    dev.storeward.server.Main.main(arguments);
                    if (System.getenv("FAILING") != null) {
                        Runtime.getRuntime().halt(1);
                    }
                }
            }
            """;

    private final Path root;
    private final Map<String, String> environment = new HashMap<>();

    SmallInstallation(Path root) throws IOException {
        this.root = root;
        Files.copy(Path.of("..", "storeward"), root.resolve("storeward"));
        Files.writeString(root.resolve("pom.xml"), "");
        Path sources = Files.createDirectories(root.resolve("server/src/main"));
        Files.writeString(root.resolve("server/pom.xml"), "");
        Files.createDirectories(lib());
        Path classes = Files.createDirectories(root.resolve("classes"));
        Path main = Files.writeString(sources.resolve("Main.java"), MAIN);
        Path training = Files.writeString(sources.resolve("Training.java"), TRAINING);
        tool("javac", "-d", classes, main, training);
        tool(
                "jar",
                "--create",
                "--file",
                target().resolve("storeward-server-1.jar"),
                "-C",
                classes,
                ".");
        addJar("a.jar");
        // The build is newer than the sources, and older than what a start makes.
        FileTime built = FileTime.from(Instant.EPOCH.plus(Duration.ofDays(10_000)));
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.toList()) {
                Files.setLastModifiedTime(file, built);
            }
        }
        Files.writeString(
                Files.createDirectories(root.resolve("target")).resolve("built-server"), "");
        environment.put("JAVA_HOME", System.getProperty("java.home"));
    }

    Path target() {
        return root.resolve("server/target");
    }

    private Path lib() {
        return target().resolve("lib");
    }

    /** The folder of caches. */
    Path folder() {
        return target().resolve("start");
    }

    List<Path> caches() throws IOException {
        try (Stream<Path> files = Files.list(folder())) {
            return files.filter(file -> file.toString().endsWith(".aot")).toList();
        }
    }

    Path cache() throws IOException {
        return caches().getFirst();
    }

    void addJar(String name) throws IOException {
        String content = name + ".txt";
        Files.writeString(root.resolve(content), name);
        tool("jar", "--create", "--file", lib().resolve(name), "-C", root, content);
    }

    /** Replaces a jar as a build does. */
    void rebuild() throws IOException {
        addJar("a.jar");
    }

    /** A JDK that says it is another one. */
    void changeJdk() throws IOException {
        Path real = Path.of(System.getProperty("java.home"));
        Path other = root.resolve("jdk");
        Files.createDirectories(other.resolve("bin"));
        for (String program : List.of("java", "javac")) {
            Files.createSymbolicLink(
                    other.resolve("bin").resolve(program), real.resolve("bin").resolve(program));
        }
        Files.writeString(
                other.resolve("release"), "JAVA_VERSION=\"25.0.99\"\nIMPLEMENTOR=\"Another\"\n");
        environment.put("JAVA_HOME", other.toString());
    }

    SmallInstallation with(String name, String value) {
        environment.put(name, value);
        return this;
    }

    /** What a start said. */
    record Start(int code, String out, String err, boolean fromCache) {
        boolean trained() {
            return err.contains("Preparing faster starts");
        }
    }

    /** {@code ./storeward serve}, until it has ended. */
    Start start() throws IOException, InterruptedException {
        Path out = root.resolve("out");
        Path err = root.resolve("err");
        Path loaded = root.resolve("loaded");
        Files.deleteIfExists(loaded);
        ProcessBuilder builder =
                new ProcessBuilder("bash", root.resolve("storeward").toString(), "serve")
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("STOREWARD_"));
        builder.environment().put("STOREWARD_JAVA_OPTS", "-Xlog:class+load:file=" + loaded);
        builder.environment().putAll(environment);
        Process process = builder.start();
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new IllegalStateException("The start did not end: " + Files.readString(err));
        }
        boolean fromCache =
                Files.exists(loaded)
                        && Files.readString(loaded)
                                .contains("dev.storeward.server.Main source: shared objects file");
        return new Start(
                process.exitValue(), Files.readString(out), Files.readString(err), fromCache);
    }

    private static void tool(String name, Object... arguments) throws IOException {
        int code =
                ToolProvider.findFirst(name)
                        .orElseThrow()
                        .run(
                                System.out,
                                System.err,
                                Stream.of(arguments).map(Object::toString).toArray(String[]::new));
        if (code != 0) {
            throw new IOException(name + " ended with " + code);
        }
    }

    void truncate(Path file) throws IOException {
        byte[] whole = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    }

    void garble(Path file) throws IOException {
        Files.write(file, "no cache at all".repeat(10_000).getBytes(UTF_8));
    }
}
