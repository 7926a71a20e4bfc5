package dev.storeward.cli.setup;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.Ctl;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What bash is told completes commands and options. */
class CompletionTest {
    @TempDir private Path folder;
    private Path script;

    @BeforeEach
    void print() throws IOException {
        StringWriter out = new StringWriter();
        int exitCode =
                new Ctl(Map.of(), new PrintWriter(out, true), new PrintWriter(new StringWriter()))
                        .execute("completion", "bash");
        assertThat(exitCode).isZero();
        script = Files.writeString(folder.resolve("completion"), out.toString());
    }

    /** What bash offers behind words, of which the last is not whole. */
    private List<String> offered(String... words) throws Exception {
        String line =
                "source "
                        + script
                        + "; COMP_WORDS=("
                        + String.join(" ", words)
                        + "); COMP_CWORD="
                        + (words.length - 1)
                        + "; _complete_storeward 2>/dev/null; printf '%s\\n' \"${COMPREPLY[@]}\"";
        Process bash = new ProcessBuilder("bash", "-c", line).redirectErrorStream(true).start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor()).as(said).isZero();
        return said.lines().map(String::strip).toList();
    }

    @Test
    void commandsAreCompleted() throws Exception {
        assertThat(offered("storeward", "s")).contains("serve");
        assertThat(offered("storeward", "ctl", "ten")).containsExactly("tenants");
        assertThat(offered("storeward", "ctl", "migrations", "ca")).containsExactly("cancel");
    }

    @Test
    void optionsAreCompleted() throws Exception {
        assertThat(offered("storeward", "ctl", "backends", "register", "--conn"))
                .containsExactly("--connector");
        assertThat(offered("storeward", "ctl", "ls", "--js")).containsExactly("--json");
    }
}
