package dev.storeward.testkit.installed;

import static org.assertj.core.api.Assertions.fail;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that tests need and the build does not bring along. In continuous integration ({@code
 * CI=true}) they must be there; elsewhere the tests that need them are skipped and say so.
 */
public final class Installed {
    private Installed() {}

    /** A program on the {@code PATH}, or where only administrators look. */
    public static Optional<Path> find(String name) {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(
                        Stream.of(path.split(File.pathSeparator, -1)),
                        Stream.of("/usr/sbin", "/usr/local/sbin"))
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /**
     * A program; fails or skips the calling test when it is missing.
     *
     * @param debianPackage what brings it
     */
    public static Path program(String name, String debianPackage) {
        return find(name)
                .orElseThrow(() ->
                        missing(
                                name
                                        + " is not installed: apt-get install --no-install-recommends "
                                        + debianPackage));
    }

    /**
     * Fails the calling test in continuous integration, and skips it elsewhere; so what it answers
     * is never thrown.
     */
    public static IllegalStateException missing(String sentence) {
        if ("true".equals(System.getenv("CI"))) {
            fail(sentence);
        }
        Assumptions.abort(sentence);
        return new IllegalStateException(sentence);
    }
}
