package dev.storeward.cli.setup;

import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;
import static dev.storeward.cli.command.CommandBuilder.required;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Profile;
import dev.storeward.cli.command.Profiles;
import dev.storeward.cli.command.Words;
import dev.storeward.client.StorewardClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;

/** Servers and keys under names. */
public final class ProfileCommands {
    private static final ArgSpec NAME = parameter("NAME", String.class, "The profile.");

    private ProfileCommands() {}

    public static CommandLine of(Context context) {
        return named("profile", "Servers and keys under names, so that none is typed twice.")
                .over(
                        named(
                                        "add",
                                        "Keep a server and a key. The key is read from a file, or asked for.")
                                .takes(
                                        NAME,
                                        required("--url", "url", "The server's address."),
                                        option(
                                                "--key-file",
                                                "file",
                                                "The file that holds the key; - reads the input."),
                                        option("--tenant", "slug", "The tenant that is meant."))
                                .does(context, ProfileCommands::add),
                        named("list", "Profiles: the one in use has a star.")
                                .tells(profile ->
                                        List.of(
                                                (profile.path("current").asBoolean(false)
                                                                ? "* "
                                                                : "  ")
                                                        + Words.text(profile.path("name"))
                                                        + "\t"
                                                        + Words.text(profile.path("url"))
                                                        + "\t"
                                                        + Words.text(profile.path("tenant"))))
                                .does(context, ProfileCommands::list),
                        named("use", "Use a profile when none is named.")
                                .takes(NAME)
                                .does(
                                        context,
                                        run -> {
                                            run.context().profiles().use(run.parameter());
                                            run.done("Uses " + run.parameter() + ".");
                                        }),
                        named("remove", "Forget a profile; its key stays valid.")
                                .takes(NAME)
                                .does(
                                        context,
                                        run -> {
                                            run.context().profiles().remove(run.parameter());
                                            run.done("Removed.");
                                        }));
    }

    private static void add(CommandRun run) {
        if (!run.parameter().matches("[A-Za-z0-9._-]{1,64}")) {
            throw Failure.usage("NAME: must be letters, digits, dots, dashes and underscores.");
        }
        String key = key(run);
        try {
            StorewardClient.at(run.text("--url"), key);
        } catch (IllegalArgumentException e) {
            throw Failure.usage("--" + e.getMessage());
        }
        run.context()
                .profiles()
                .add(run.parameter(), new Profile(run.text("--url"), key, run.text("--tenant")));
        run.done("Kept.");
    }

    private static String key(CommandRun run) {
        String file = run.text("--key-file");
        try {
            if (file.equals("-")) {
                return new String(System.in.readAllBytes(), StandardCharsets.UTF_8).strip();
            }
            if (!file.isEmpty()) {
                return Files.readString(Path.of(file)).strip();
            }
        } catch (IOException e) {
            throw Failure.usage("--key-file: " + file + " cannot be read.");
        }
        if (!run.context().terminal().isThere()) {
            throw Failure.usage("Say where the key is: --key-file FILE, or - for the input.");
        }
        return run.context().terminal().askSecretly("Key: ").strip();
    }

    private static void list(CommandRun run) {
        Profiles profiles = run.context().profiles();
        new TreeMap<>(profiles.all())
                .forEach((name, profile) ->
                        run.tell(
                                Words.object()
                                        .put("name", name)
                                        .put("url", profile.url())
                                        .put("tenant", profile.tenant())
                                        .put("current", name.equals(profiles.current()))));
    }
}
