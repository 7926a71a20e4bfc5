package dev.storeward.testkit.browser;

import dev.storeward.testkit.installed.Installed;
import dev.storeward.testkit.installed.NpmPackages;
import dev.storeward.testkit.server.Servers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Debian's Chromium, driven by Playwright: a test gives a script what it needs as JSON and reads
 * JSON back. What scripts are handed is told in {@code testkit/servers/browser/driver.mjs}. The
 * browser reaches nothing but this machine. In continuous integration ({@code CI=true}) it must be
 * there; elsewhere its tests are skipped where it is not installed.
 *
 * @param program the browser
 * @param packages what drives it, and what pages are made of
 */
public record Chromium(Path program, NpmPackages packages) {
    /** Where screenshots are kept, below the module that is tested. */
    public static final Path PICTURES = Path.of("target", "pictures");

    private static final long BUNDLE_SECONDS = 60;

    /** The one that is installed; aborts the calling test when there is none. */
    public static Chromium installed() {
        Path program = Installed.program("chromium", "chromium");
        NpmPackages packages =
                NpmPackages.cached(
                        "The browser's driver",
                        "browser",
                        "STOREWARD_BROWSER",
                        Servers.place("browser.lock"));
        packages.require();
        return new Chromium(program, packages);
    }

    /** Runs a script to its end and answers what came of it, as {@link BrowserRun#ended()}. */
    public BrowserRun.Ended run(Path script, Map<String, ?> given) {
        try (BrowserRun run = start(script, given)) {
            return run.ended();
        }
    }

    /**
     * Starts a script and leaves it running.
     *
     * @param given what its function is called with, made JSON
     */
    public BrowserRun start(Path script, Map<String, ?> given) {
        try {
            Path pictures = Files.createDirectories(PICTURES).toAbsolutePath();
            return BrowserRun.start(
                    List.of(
                            packages.node().toString(),
                            Servers.place("browser.driver").toString(),
                            packages.home().toString(),
                            program.toString(),
                            script.toAbsolutePath().toString(),
                            pictures.toString()),
                    given);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A page's script with all that it imports, as one text that browsers run.
     *
     * @param entry a module that imports files beside it and installed packages by their names
     */
    public String bundled(Path entry) {
        try {
            Path bundle = Files.createTempFile("bundle", ".js");
            ProcessBuilder builder =
                    new ProcessBuilder(
                                    packages.node().toString(),
                                    packages.home()
                                            .resolve("node_modules/esbuild/bin/esbuild")
                                            .toString(),
                                    entry.toAbsolutePath().toString(),
                                    "--bundle",
                                    "--format=iife",
                                    "--log-level=error",
                                    "--allow-overwrite",
                                    "--outfile=" + bundle)
                            .inheritIO();
            builder.environment()
                    .put("NODE_PATH", packages.home().resolve("node_modules").toString());
            Process process = builder.start();
            try {
                if (!process.waitFor(BUNDLE_SECONDS, TimeUnit.SECONDS)
                        || process.exitValue() != 0) {
                    throw new IllegalStateException("esbuild could not bundle " + entry);
                }
            } finally {
                process.destroyForcibly();
            }
            String text = Files.readString(bundle, StandardCharsets.UTF_8);
            Files.delete(bundle);
            return text;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
