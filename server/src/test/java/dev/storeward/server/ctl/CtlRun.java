package dev.storeward.server.ctl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.storeward.cli.Ctl;
import dev.storeward.cli.command.Terminal;
import dev.storeward.client.http.Pauses;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a run printed, and how it ended. */
record CtlRun(int exitCode, String out, String err) {

    /** Runs one command line, without waiting between attempts. */
    static CtlRun of(Map<String, String> environment, Terminal terminal, String... args) {
        return of(environment, terminal, time -> {}, args);
    }

    /** Runs one command line. */
    static CtlRun of(
            Map<String, String> environment, Terminal terminal, Pauses pauses, String... args) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode =
                new Ctl(
                                environment,
                                new PrintWriter(out, true),
                                new PrintWriter(err, true),
                                terminal,
                                pauses)
                        .execute(args);
        return new CtlRun(exitCode, out.toString(), err.toString());
    }

    List<String> lines() {
        return out.lines().toList();
    }

    /** Each line as JSON. */
    List<JsonNode> json() {
        return out.lines().map(line -> JsonMapper.shared().readTree(line)).toList();
    }

    /** It was done, and nothing was said beside that. */
    CtlRun done() {
        assertThat(exitCode).as(err).isZero();
        assertThat(err).isEmpty();
        return this;
    }

    void refused(int code, String sentence) {
        assertThat(exitCode).as(out + err).isEqualTo(code);
        assertThat(err).startsWith("storeward: ").contains(sentence);
    }
}
