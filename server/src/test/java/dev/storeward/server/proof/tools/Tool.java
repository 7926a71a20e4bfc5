package dev.storeward.server.proof.tools;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.storeward.testkit.installed.Installed;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An installed program with settings of its own: it sees no other environment than it is given, and
 * so neither the settings of whoever runs the tests nor a proxy.
 *
 * @param home its home and working folder
 */
record Tool(Path program, Path home, Map<String, String> environment) {
    private static final long SECONDS = 180;

    /**
     * @param name of the program, and of the package that brings it
     * @param environment wins over what it has anyway
     */
    static Tool installed(
            String name, String debianPackage, Path home, Map<String, String> environment) {
        Map<String, String> all = new HashMap<>();
        all.put("PATH", System.getenv("PATH"));
        all.put("HOME", home.toString());
        all.put("LANG", "C.UTF-8");
        all.putAll(environment);
        return new Tool(Installed.program(name, debianPackage), home, all);
    }

    /** What a run ended with. */
    record Ended(int exit, String output, String errors) {}

    /** Runs it, which must succeed; answers what it printed. */
    String run(String... arguments) {
        Ended ended = ended(arguments);
        assertThat(ended.exit())
                .as("%s %s: %s", program, Arrays.toString(arguments), ended)
                .isZero();
        return ended.output();
    }

    /** Runs it to its end, however it ends. */
    Ended ended(String... arguments) {
        try {
            Path output = Files.createTempFile(home, "output", "");
            Path errors = Files.createTempFile(home, "errors", "");
            ProcessBuilder start =
                    new ProcessBuilder(
                                    Stream.concat(
                                                    Stream.of(program.toString()),
                                                    Stream.of(arguments))
                                            .toList())
                            .directory(home.toFile())
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                            .redirectOutput(output.toFile())
                            .redirectError(errors.toFile());
            start.environment().clear();
            start.environment().putAll(environment);
            int exit = exit(start.start(), List.of(arguments), errors);
            Ended ended = new Ended(exit, Files.readString(output), Files.readString(errors));
            Files.delete(output);
            Files.delete(errors);
            return ended;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private int exit(Process process, List<String> arguments, Path errors) throws IOException {
        try {
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                fail("%s %s did not end: %s", program, arguments, Files.readString(errors));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.destroyForcibly();
        }
    }
}
