package dev.storeward.postgres;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs PostgreSQL's programs, in a clean environment. PostgreSQL refuses to be root; started by
 * root, the programs run in a user namespace, where they own root's files without being root, or,
 * where that is forbidden, as an unprivileged user who may use root's files all the same.
 */
final class Shell {
    private static final int ROOT = 0;
    private static final int NOBODY = 65534;
    private static final List<String> IN_USER_NAMESPACE = List.of("unshare", "--user", "--");
    private static final List<String> AS_NOBODY =
            List.of(
                    "setpriv",
                    "--reuid=" + NOBODY,
                    "--regid=" + NOBODY,
                    "--clear-groups",
                    "--inh-caps=-all,+dac_override",
                    "--ambient-caps=-all,+dac_override",
                    "--securebits=+no_setuid_fixup",
                    "--");

    /** All that a program is told of this process's environment, which may hold secrets. */
    private static final Set<String> INHERITED =
            Set.of("PATH", "HOME", "TZ", "TMPDIR", "LD_LIBRARY_PATH");

    private final List<String> prefix;
    private final Path outputFolder;
    private final OptionalInt fileOwner;

    private Shell(List<String> prefix, Path outputFolder, OptionalInt fileOwner) {
        this.prefix = prefix;
        this.outputFolder = outputFolder;
        this.fileOwner = fileOwner;
    }

    /** What a program left: its exit status, and what it printed on both channels. */
    record Outcome(int status, String output) {
        boolean succeeded() {
            return status == 0;
        }
    }

    /** A shell that keeps what the programs print in files of the folder while they run. */
    static Shell writingTo(Path outputFolder) {
        if (new UnixSystem().getUid() != ROOT) {
            return new Shell(List.of(), outputFolder, OptionalInt.empty());
        }
        for (Shell shell :
                List.of(
                        new Shell(IN_USER_NAMESPACE, outputFolder, OptionalInt.of(ROOT)),
                        new Shell(AS_NOBODY, outputFolder, OptionalInt.of(NOBODY)))) {
            if (shell.canRunAnything()) {
                return shell;
            }
        }
        throw new EmbeddedServerException(
                "PostgreSQL refuses to run as root, and this system has neither unshare nor setpriv"
                        + " to run it otherwise: start Storeward as another user, or name a database"
                        + " with STOREWARD_DB.");
    }

    /** Gives a folder to whom the programs must find as its owner; only root ever changes one. */
    void own(Path folder) throws IOException {
        if (fileOwner.isEmpty() || uid(folder) == fileOwner.getAsInt()) {
            return;
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(folder)) {
            paths = walk.toList();
        }
        // The top comes last: a change of owner that is cut short is done again.
        for (Path path : paths.reversed()) {
            Files.setAttribute(path, "unix:uid", fileOwner.getAsInt(), LinkOption.NOFOLLOW_LINKS);
        }
    }

    private static int uid(Path path) throws IOException {
        return (int) Files.getAttribute(path, "unix:uid", LinkOption.NOFOLLOW_LINKS);
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
            builder.environment().keySet().retainAll(INHERITED);
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
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD);
            builder.environment().keySet().retainAll(INHERITED);
            Process process = builder.start();
            return process.waitFor() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
