package dev.storeward.cli;

import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Terminal;
import dev.storeward.cli.files.CopyCommand;
import dev.storeward.cli.files.FileCommands;
import dev.storeward.cli.files.StoredCommands;
import dev.storeward.cli.files.SyncCommand;
import dev.storeward.cli.migration.ManifestCommands;
import dev.storeward.cli.migration.MigrationCommands;
import dev.storeward.cli.platform.BackendCommands;
import dev.storeward.cli.platform.InstallationCommands;
import dev.storeward.cli.platform.KeyCommands;
import dev.storeward.cli.platform.PeopleCommands;
import dev.storeward.cli.platform.PlacementCommands;
import dev.storeward.cli.platform.TenantCommands;
import dev.storeward.cli.setup.CompletionCommand;
import dev.storeward.cli.setup.ProfileCommands;
import dev.storeward.client.StorewardException;
import dev.storeward.client.http.Pauses;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ScopeType;

/**
 * The command line: one object a run.
 *
 * <p>Exit codes: 0 when it was done, or what was checked is right; 1 when it was refused or is not
 * right; 2 when the command line, the environment or a file it names is wrong; 3 when the server is
 * away or the connection broke off, so that the same command may work later.
 */
public final class Ctl {
    private final Context context;
    private final CommandLine line;

    /**
     * As {@link #Ctl(Map, PrintWriter, PrintWriter, Terminal, Pauses)}, with nobody to be asked.
     */
    public Ctl(Map<String, String> environment, PrintWriter out, PrintWriter err) {
        this(environment, out, err, Terminal.NOBODY, Pauses.sleeping());
    }

    /**
     * @param environment where {@code STOREWARD_URL}, {@code STOREWARD_KEY}, {@code
     *     STOREWARD_PROFILE}, {@code HOME}, {@code XDG_CONFIG_HOME} and {@code XDG_STATE_HOME} are
     *     read
     * @param pauses between attempts at a server that is away
     */
    public Ctl(
            Map<String, String> environment,
            PrintWriter out,
            PrintWriter err,
            Terminal terminal,
            Pauses pauses) {
        this.context = new Context(environment, out, err, terminal, pauses);
        this.line = new CommandLine(root());
        for (CommandLine command : commands()) {
            line.addSubcommand(command);
        }
        line.setOut(out);
        line.setErr(err);
        line.setExecutionStrategy(parsed -> {
            context.given(
                    below(parsed, "--json"),
                    below(parsed, "--yes"),
                    textBelow(parsed, "--profile"));
            return new CommandLine.RunLast().execute(parsed);
        });
        line.setExecutionExceptionHandler((thrown, command, parsed) -> {
            Failure failure =
                    switch (thrown) {
                        case Failure own -> own;
                        case StorewardException refused -> Failure.of(refused);
                        default -> throw thrown;
                    };
            err.println("storeward: " + failure.getMessage());
            return failure.exitCode();
        });
    }

    private CommandLine.Model.CommandSpec root() {
        CommandLine.Model.CommandSpec root =
                CommandLine.Model.CommandSpec.wrapWithoutInspection((Runnable) this::sayWhat)
                        .name("storeward ctl")
                        .mixinStandardHelpOptions(true)
                        .version("storeward ctl " + Version.text());
        root.usageMessage()
                .description(
                        "A Storeward server, as whoever STOREWARD_KEY or the profile belongs to.")
                .synopsisSubcommandLabel("COMMAND");
        root.addOption(everywhere("--json", "Answer in JSON, as the server does.").build());
        root.addOption(everywhere("--yes", "Do what is asked without asking back.").build());
        root.addOption(
                OptionSpec.builder("--profile")
                        .paramLabel("<profile>")
                        .arity("1")
                        .type(String.class)
                        .scopeType(ScopeType.INHERIT)
                        .description("Server, key and tenant of this profile.")
                        .build());
        return root;
    }

    private static OptionSpec.Builder everywhere(String name, String description) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .scopeType(ScopeType.INHERIT)
                .description(description);
    }

    private List<CommandLine> commands() {
        return List.of(
                FileCommands.list(context),
                CopyCommand.of(context),
                SyncCommand.of(context),
                FileCommands.show(context),
                FileCommands.print(context),
                FileCommands.link(context),
                FileCommands.remove(context),
                FileCommands.size(context),
                StoredCommands.recent(context),
                StoredCommands.buckets(context),
                StoredCommands.usage(context),
                StoredCommands.quota(context),
                PeopleCommands.whoAmI(context),
                TenantCommands.of(context),
                PeopleCommands.users(context),
                KeyCommands.keys(context),
                KeyCommands.s3Keys(context),
                BackendCommands.of(context),
                BackendCommands.connectors(context),
                PlacementCommands.of(context),
                PlacementCommands.origins(context),
                MigrationCommands.of(context),
                ManifestCommands.of(context),
                TenantCommands.audit(context),
                InstallationCommands.of(context),
                InstallationCommands.masterKey(context),
                ProfileCommands.of(context),
                CompletionCommand.of(context));
    }

    /** The commands as picocli has them, for what is made of them. */
    public CommandLine line() {
        return line;
    }

    /** Runs one command line and answers its exit code. */
    public int execute(String... args) {
        return line.execute(args);
    }

    private void sayWhat() {
        throw new CommandLine.ParameterException(line, "Say what to do.");
    }

    private static boolean below(CommandLine.ParseResult parsed, String option) {
        return parsed.hasMatchedOption(option)
                || (parsed.hasSubcommand() && below(parsed.subcommand(), option));
    }

    private static String textBelow(CommandLine.ParseResult parsed, String option) {
        String text = parsed.matchedOptionValue(option, "");
        return text.isEmpty() && parsed.hasSubcommand()
                ? textBelow(parsed.subcommand(), option)
                : text;
    }
}
