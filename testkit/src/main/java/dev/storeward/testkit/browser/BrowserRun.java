package dev.storeward.testkit.browser;

import dev.storeward.testkit.server.Folders;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A script that runs in a browser of its own, and can be talked to meanwhile. Used by one thread.
 * Closing it ends the browser.
 */
public final class BrowserRun implements AutoCloseable {
    private static final JsonMapper JSON = new JsonMapper();
    private static final long SECONDS = 120;
    private static final long END_SECONDS = 20;

    private final Process process;
    private final Path home;
    private final BlockingQueue<JsonNode> lines = new LinkedBlockingQueue<>();

    private BrowserRun(Process process, Path home) {
        this.process = process;
        this.home = home;
    }

    /**
     * It sees no other environment than it is given, and writes into a folder that goes with it.
     */
    static BrowserRun start(List<String> command, Map<String, ?> given) throws IOException {
        Path home = Files.createTempDirectory("browser");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(home.resolve("errors.txt").toFile());
        builder.environment().clear();
        builder.environment()
                .putAll(
                        Map.of(
                                "PATH",
                                System.getenv("PATH"),
                                "HOME",
                                home.toString(),
                                "TMPDIR",
                                home.toString(),
                                "LANG",
                                "C.UTF-8"));
        BrowserRun run = new BrowserRun(builder.start(), home);
        Thread.ofVirtual().start(run::read);
        run.write(given);
        return run;
    }

    /**
     * What came of a script.
     *
     * @param result what it answered
     * @param consoleErrors what its pages wrote on their consoles as errors, uncaught exceptions
     *     too
     * @param outsideRequests addresses on other machines that its pages asked for, in vain
     */
    public record Ended(
            JsonNode result, List<String> consoleErrors, List<String> outsideRequests) {}

    /**
     * Waits until the script says a word; what it said before is passed over.
     *
     * @return what it said with it
     * @throws AssertionError when it ends, or says nothing for two minutes
     */
    public JsonNode said(String word) {
        while (true) {
            JsonNode line = next();
            if (line.has("result")) {
                throw new AssertionError(
                        "The script ended without saying " + word + ": " + line.get("result"));
            }
            if (line.path("word").asString("").equals(word)) {
                return line.get("value");
            }
        }
    }

    /** Tells the script something that it waits for, now or later. */
    public void tell(String word, @Nullable Object value) {
        write(value == null ? Map.of("word", word) : Map.of("word", word, "value", value));
    }

    /**
     * Waits until the script ends.
     *
     * @throws AssertionError when it fails, or says nothing for two minutes
     */
    public Ended ended() {
        JsonNode line = next();
        while (!line.has("result")) {
            line = next();
        }
        return new Ended(
                line.get("result"),
                texts(line.get("consoleErrors")),
                texts(line.get("outsideRequests")));
    }

    private static List<String> texts(JsonNode array) {
        return array.valueStream().map(JsonNode::asString).toList();
    }

    private JsonNode next() {
        try {
            JsonNode line = lines.poll(SECONDS, TimeUnit.SECONDS);
            if (line == null) {
                throw new AssertionError("The script says nothing any more: " + errors());
            }
            if (line.has("failure")) {
                throw new AssertionError(line.get("failure").asString() + "\n" + errors());
            }
            return line;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void read() {
        try (BufferedReader out = process.inputReader(StandardCharsets.UTF_8)) {
            out.lines().map(JSON::readTree).forEach(lines::add);
        } catch (IOException | RuntimeException e) {
            lines.add(failure(e.toString()));
        }
        lines.add(failure("The driver has ended."));
    }

    private static JsonNode failure(String sentence) {
        return JSON.createObjectNode().put("failure", sentence);
    }

    private void write(Object line) {
        try {
            OutputStream in = process.getOutputStream();
            in.write((JSON.writeValueAsString(line) + "\n").getBytes(StandardCharsets.UTF_8));
            in.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("The driver takes nothing any more: " + errors(), e);
        }
    }

    private String errors() {
        try {
            return Files.readString(home.resolve("errors.txt"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    @Override
    public void close() {
        List<ProcessHandle> started = process.descendants().toList();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                started.forEach(ProcessHandle::destroyForcibly);
            }
        } catch (IOException e) {
            // It has ended already.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            process.destroyForcibly();
            Folders.delete(home);
        }
    }
}
