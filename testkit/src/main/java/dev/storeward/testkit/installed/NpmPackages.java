package dev.storeward.testkit.installed;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Packages from npm in a folder of this user's cache, put there by a script of {@code
 * testkit/servers} at the versions and digests of a committed lock file. In continuous integration
 * ({@code CI=true}) they must be there; elsewhere the tests that need them are skipped and say so.
 *
 * @param what is installed, as a sentence begins with it
 * @param script that installs it, such as {@code testkit/servers/azurite.sh}
 * @param home where it is installed
 * @param lock what must be installed
 */
public record NpmPackages(String what, String script, Path home, Path lock) {
    private static final Set<String> TOLD = ConcurrentHashMap.newKeySet();

    /**
     * Packages that are installed below {@code ~/.cache/storeward}.
     *
     * @param name of the folder and of the script
     * @param variable that names another folder
     */
    public static NpmPackages cached(String what, String name, String variable, Path lock) {
        Path home =
                Optional.ofNullable(System.getenv(variable))
                        .filter(named -> !named.isBlank())
                        .map(Path::of)
                        .orElseGet(() ->
                                Path.of(
                                        System.getProperty("user.home"),
                                        ".cache",
                                        "storeward",
                                        name));
        return new NpmPackages(what, "testkit/servers/" + name + ".sh", home, lock);
    }

    /** Fails or skips the calling test where they, or Node.js, are missing. */
    public void require() {
        String missing =
                Installed.find("node").isEmpty()
                        ? "there is no node on the PATH"
                        : !Files.isDirectory(home.resolve("node_modules"))
                                ? "it is not in " + home
                                : !isOfLock() ? "another version is in " + home : "";
        if (missing.isEmpty()) {
            return;
        }
        String sentence =
                what
                        + " is not installed ("
                        + missing
                        + "): "
                        + script
                        + " install, which needs node and npm";
        if (TOLD.add(sentence)) {
            System.err.println(sentence);
        }
        throw Installed.missing(sentence);
    }

    /** Node.js, once the packages were {@linkplain #require() required}. */
    public Path node() {
        return Installed.program("node", "nodejs");
    }

    private boolean isOfLock() {
        try {
            return Files.mismatch(lock, home.resolve("installed-lock.json")) == -1;
        } catch (IOException e) {
            return false;
        }
    }
}
