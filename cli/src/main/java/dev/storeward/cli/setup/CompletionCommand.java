package dev.storeward.cli.setup;

import static dev.storeward.cli.command.CommandBuilder.maybe;
import static dev.storeward.cli.command.CommandBuilder.named;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** Completion of commands and options by the tabulator. */
public final class CompletionCommand {
    private static final String SCRIPT = "storeward";
    private static final List<String> OTHERS =
            List.of("serve", "backup", "restore", "test", "bench");

    private CompletionCommand() {}

    public static CommandLine of(Context context) {
        return named(
                        "completion",
                        "What makes the shell complete commands: source <(storeward ctl completion)")
                .takes(maybe("SHELL", "bash or zsh; the same script serves both."))
                .does(context, CompletionCommand::print);
    }

    private static void print(CommandRun run) {
        String shell = run.parameter();
        if (!List.of("", "bash", "zsh").contains(shell)) {
            throw Failure.usage("SHELL: must be bash or zsh.");
        }
        run.context().print(AutoComplete.bash(SCRIPT, whole(run.root())));
    }

    /** The front door: the other commands by their names, and all below ctl. */
    private static CommandLine whole(CommandLine ctl) {
        CommandLine whole = new CommandLine(CommandSpec.create().name(SCRIPT));
        OTHERS.forEach(name ->
                whole.addSubcommand(name, new CommandLine(CommandSpec.create().name(name))));
        whole.addSubcommand("ctl", ctl);
        return whole;
    }
}
