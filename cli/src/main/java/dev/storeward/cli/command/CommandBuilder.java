package dev.storeward.cli.command;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParameterException;
import tools.jackson.databind.JsonNode;

/**
 * Builds a command: what it is called and is for, what it takes, what it does, and how answers are
 * told to people. Belongs to one command.
 */
public final class CommandBuilder {
    private final CommandSpec spec;
    private Function<JsonNode, List<String>> lines = answer -> List.of(answer.toString());
    private Runnable run = this::sayWhat;

    private CommandBuilder(String name, String... description) {
        this.spec =
                CommandSpec.wrapWithoutInspection((Runnable) () -> run.run())
                        .name(name)
                        .mixinStandardHelpOptions(true);
        spec.usageMessage().description(description);
    }

    /** What a command does in one run. */
    public interface Call {
        void run(CommandRun run);
    }

    public static CommandBuilder named(String name, String... description) {
        return new CommandBuilder(name, description);
    }

    public CommandBuilder takes(ArgSpec... parameters) {
        for (ArgSpec parameter : parameters) {
            spec.add(parameter);
        }
        return this;
    }

    /** How an answer is told to people; programs are told it as it came. */
    public CommandBuilder tells(Function<JsonNode, List<String>> lines) {
        this.lines = lines;
        return this;
    }

    public CommandLine does(Context context, Call call) {
        this.run =
                () -> {
                    try (CommandRun once =
                            new CommandRun(context, spec.commandLine().getParseResult(), lines)) {
                        call.run(once);
                    }
                };
        return new CommandLine(spec);
    }

    /** A command that only has others below it. */
    public CommandLine over(CommandLine... commands) {
        CommandLine group = new CommandLine(spec);
        for (CommandLine command : commands) {
            group.addSubcommand(command);
        }
        return group;
    }

    private void sayWhat() {
        throw new ParameterException(spec.commandLine(), "Say what to do.");
    }

    /** What must be given, in its place on the line. */
    public static ArgSpec parameter(String label, Class<?> type, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index("0")
                .arity("1")
                .required(true)
                .type(type)
                .description(description)
                .build();
    }

    /** One or more texts in the places of the line. */
    public static ArgSpec parameters(String label, String arity, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index("0..*")
                .arity(arity)
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    /** A text that may stand in the command's only place. */
    public static ArgSpec maybe(String label, String description) {
        return PositionalParamSpec.builder()
                .paramLabel(label)
                .index("0")
                .arity("0..1")
                .type(String.class)
                .description(description)
                .build();
    }

    /** A text that may be given more than once. */
    public static ArgSpec repeated(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel("<" + label + ">")
                .arity("1")
                .type(List.class)
                .auxiliaryTypes(String.class)
                .description(description)
                .build();
    }

    /** Which tenant a command is about. */
    public static ArgSpec tenant() {
        return option("--tenant", "tenant", "Slug or id; one's own by default.");
    }

    /** A row of a list, its columns parted by tabs. */
    public static List<String> row(String... columns) {
        return List.of(String.join("\t", columns));
    }

    /** A text that may be given; {@code label} is what help calls its value. */
    public static ArgSpec option(String name, String label, String description) {
        return valued(label, description, String.class, name).build();
    }

    public static ArgSpec number(String name, String label, String description) {
        return valued(label, description, int.class, name).build();
    }

    public static ArgSpec required(String name, String label, String description) {
        return valued(label, description, String.class, name).required(true).build();
    }

    /** A file that must be named. */
    public static ArgSpec file(String name, String shortName, String label, String description) {
        return valued(label, description, Path.class, shortName, name).required(true).build();
    }

    public static ArgSpec flag(String name, String description, String... more) {
        return OptionSpec.builder(name, more).type(boolean.class).description(description).build();
    }

    private static OptionSpec.Builder valued(
            String label, String description, Class<?> type, String... names) {
        return OptionSpec.builder(names)
                .paramLabel("<" + label + ">")
                .arity("1")
                .type(type)
                .description(description);
    }
}
