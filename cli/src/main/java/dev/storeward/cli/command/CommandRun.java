package dev.storeward.cli.command;

import dev.storeward.client.StorewardClient;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;
import tools.jackson.databind.JsonNode;

/** One run of a command: what it was given, the server, and where its answers go. */
public final class CommandRun implements AutoCloseable {
    private final Context context;
    private final ParseResult given;
    private final Function<JsonNode, List<String>> lines;
    private @Nullable Profile identity;
    private @Nullable StorewardClient platform;
    private @Nullable StorewardClient files;
    private String tenantId = "";

    CommandRun(Context context, ParseResult given, Function<JsonNode, List<String>> lines) {
        this.context = context;
        this.given = given;
        this.lines = lines;
    }

    public Context context() {
        return context;
    }

    /** The command line that this is a run of. */
    public CommandLine root() {
        CommandSpec root = given.commandSpec();
        for (CommandSpec above = root.parent(); above != null; above = above.parent()) {
            root = above;
        }
        return root.commandLine();
    }

    /** The platform door, which a command that needs no server never asks for. */
    public Api api() {
        StorewardClient open = platform;
        if (open == null) {
            open = context.open(identity(), "", false);
            platform = open;
        }
        return new Api(open.platform());
    }

    /** The files door and transfers, as of the tenant that {@code --tenant} names. */
    public StorewardClient files() {
        StorewardClient open = files;
        if (open == null) {
            String slug = namedTenant().isEmpty() ? "" : Names.slug(api(), namedTenant());
            open = context.open(identity(), slug, true);
            files = open;
        }
        return open;
    }

    /** The server's address. */
    public String url() {
        return identity().url();
    }

    private Profile identity() {
        Profile known = identity;
        if (known == null) {
            known = context.identity();
            identity = known;
        }
        return known;
    }

    /** What stands in the command's first place. */
    public String parameter() {
        return given.matchedPositionalValue(0, "");
    }

    /** All that stands in the places of the command. */
    public List<String> parameters() {
        return given.matchedPositionalValue(0, List.<String>of());
    }

    public Path fileParameter() {
        return given.matchedPositionalValue(0, Path.of(""));
    }

    /** An option's text; empty when it was not given. */
    public String text(String option) {
        return given.matchedOptionValue(option, "");
    }

    /** All texts of an option that may be given more than once. */
    public List<String> texts(String option) {
        return given.matchedOptionValue(option, List.<String>of());
    }

    /** An option's number; 0 when it was not given. */
    public int number(String option) {
        return given.matchedOptionValue(option, 0);
    }

    public Path file(String option) {
        return given.matchedOptionValue(option, Path.of(""));
    }

    public boolean has(String option) {
        return given.hasMatchedOption(option);
    }

    /** The id of the tenant that {@code --tenant} names; the caller's own by default. */
    public String tenant() {
        if (tenantId.isEmpty()) {
            tenantId = Names.tenant(api(), namedTenant());
        }
        return tenantId;
    }

    /** The id of a tenant that is given as such or by its slug. */
    public String tenantOf(String given) {
        return Names.tenant(api(), given);
    }

    /** What was given as a tenant, by the command or the profile; may be empty. */
    public String namedTenant() {
        return has("--tenant") ? text("--tenant") : identity().tenant();
    }

    /** Tells of an answer: to programs as it came, to people in lines. */
    public void tell(JsonNode answer) {
        if (context.inJson()) {
            context.printJson(answer);
        } else {
            lines.apply(answer).forEach(context::print);
        }
    }

    /** Tells people what was done where the server answers nothing. */
    public void done(String sentence) {
        if (!context.inJson()) {
            context.print(sentence);
        }
    }

    @Override
    public void close() {
        if (platform != null) {
            platform.close();
        }
        if (files != null) {
            files.close();
        }
    }
}
