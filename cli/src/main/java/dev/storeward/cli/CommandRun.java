package dev.storeward.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** One run of a command: what it was given, the server, and where its answers go. */
final class CommandRun implements AutoCloseable {
    private final Ctl ctl;
    private final ParseResult given;
    private final Function<JsonNode, List<String>> lines;
    private @Nullable Api api;

    CommandRun(Ctl ctl, ParseResult given, Function<JsonNode, List<String>> lines) {
        this.ctl = ctl;
        this.given = given;
        this.lines = lines;
    }

    Ctl ctl() {
        return ctl;
    }

    /** The server, which a command that needs none never asks for. */
    Api api() {
        Api open = api;
        if (open == null) {
            open = ctl.api();
            api = open;
        }
        return open;
    }

    /** What stands in the command's only place. */
    String parameter() {
        return given.matchedPositionalValue(0, "");
    }

    Path fileParameter() {
        return given.matchedPositionalValue(0, Path.of(""));
    }

    /** An option's text; empty when it was not given. */
    String text(String option) {
        return given.matchedOptionValue(option, "");
    }

    /** An option's number; 0 when it was not given. */
    int number(String option) {
        return given.matchedOptionValue(option, 0);
    }

    Path file(String option) {
        return given.matchedOptionValue(option, Path.of(""));
    }

    boolean has(String option) {
        return given.hasMatchedOption(option);
    }

    /** The id of the tenant that {@code --tenant} names; the caller's own by default. */
    String tenant() {
        return Ctl.tenant(api(), text("--tenant"));
    }

    /** Tells of an answer: to programs as it came, to people in lines. */
    void tell(JsonNode answer) {
        if (ctl.inJson()) {
            ctl.printJson(answer);
        } else {
            lines.apply(answer).forEach(ctl::print);
        }
    }

    @Override
    public void close() {
        if (api != null) {
            api.close();
        }
    }
}
