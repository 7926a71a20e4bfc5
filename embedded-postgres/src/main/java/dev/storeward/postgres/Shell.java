package dev.storeward.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's programs, in a clean environment. As root they run in a user namespace, where
 * they own the same files and are not root, because PostgreSQL refuses to be.
 */
final class Shell {
    private static final List<String> USER_NAMESPACE = List.of("unshare", "--user", "--");

    private final List<String> prefix;
    private final Path outputFolder;

    private Shell(List<String> prefix, Path outputFolder) {
        this.prefix = prefix;
        this.outputFolder = outputFolder;
    }

    /** What a program left: its exit status, and what it printed on both channels. */
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** A shell that keeps what the programs print in files of the folder while they run. */
    static Shell writingTo(Path outputFolder) {
        if (new UnixSystem().getUid() != 0) {
            return new Shell(List.of(), outputFolder);
        }
        Shell shell = new Shell(USER_NAMESPACE, outputFolder);
        if (!shell.canRunAnything()) {
            throw new EmbeddedServerException(
                    "PostgreSQL refuses to run as root, and this system allows root no user"
                            + " namespace: start Storeward as another user, or name a database with"
                            + " STOREWARD_DB.");
        }
        return shell;
    }

    Outcome run(Duration limit, String... command) {
        try {
            return runIn(limit, command);
        } catch (IOException e) {
            throw Failures.of("The program " + command[0] + " cannot be started", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("The wait for " + command[0] + " was cut short.", e);
        }
    }

    private Outcome runIn(Duration limit, String... command)
            throws IOException, InterruptedException {
        Path output = Files.createTempFile(outputFolder, "run-", ".out", PrivateFiles.FILE);
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(Stream.concat(prefix.stream(), Stream.of(command)).toList());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
            builder.environment().put("LC_ALL", "C");
            // A file, not a pipe: a server that outlives the program which started it must not keep
            // us waiting for the end of a pipe.
            builder.redirectErrorStream(true).redirectOutput(output.toFile());
            builder.redirectInput(Path.of("/dev/null").toFile());
            Process process = builder.start();
            if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly().waitFor();
            }
            return new Outcome(
                    process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private boolean canRunAnything() {
        try {
            List<String> command = new ArrayList<>(prefix);
            command.add("true");
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
