package dev.storeward.cli.platform;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What the installation is, and what a copy of it is declared to be. */
public final class InstallationCommands {
    private static final String MOVED = "--moved";
    private static final String COPY = "--copy";

    private InstallationCommands() {}

    public static CommandLine of(Context context) {
        return named("installation", "The installation and its copies; for super admins.")
                .over(
                        named("show", "What it is, and where it removes nothing.")
                                .tells(InstallationCommands::lines)
                                .does(context, run -> run.tell(run.api().get("/installation"))),
                        named("release", "Say what a restored copy is.")
                                .takes(
                                        flag(MOVED, "The original is gone: this is it."),
                                        flag(
                                                COPY,
                                                "The original lives on: this becomes another"
                                                        + " installation."))
                                .tells(InstallationCommands::lines)
                                .does(context, InstallationCommands::release));
    }

    public static CommandLine masterKey(Context context) {
        return named("master-key", "The key that seals all others; for super admins.")
                .over(
                        named("show", "Keys, nodes that are waited for, and how far a rotation is.")
                                .tells(InstallationCommands::keys)
                                .does(context, run -> run.tell(run.api().get("/keys/master"))),
                        named("rotate", "Seal everything under the newest key of the key file.")
                                .tells(InstallationCommands::keys)
                                .does(context, InstallationCommands::rotate));
    }

    private static void rotate(CommandRun run) {
        run.context().confirm("Everything will be sealed under the newest master key.");
        run.tell(run.api().post("/keys/master/rotate", Words.object()));
    }

    private static List<String> keys(JsonNode master) {
        List<String> lines =
                new ArrayList<>(
                        Texts.lines(
                                master,
                                "state",
                                "current",
                                "target",
                                "progress",
                                "started_at",
                                "switched_at",
                                "ended_at"));
        for (JsonNode key : master.path("keys")) {
            lines.add(
                    "key "
                            + Words.text(key.path("id"))
                            + ": "
                            + Words.text(key.path("state"))
                            + ", needed "
                            + key.path("references").asLong(0)
                            + " times");
        }
        for (JsonNode node : master.path("waiting_for")) {
            lines.add("waits for node " + Words.clean(node.toString()));
        }
        return lines;
    }

    private static void release(CommandRun run) {
        if (run.has(MOVED) == run.has(COPY)) {
            throw Failure.usage("Say one of " + MOVED + " and " + COPY + ".");
        }
        run.context()
                .confirm(
                        run.has(MOVED)
                                ? "This copy becomes the installation; the original must be gone."
                                : "This copy becomes another installation, without the original's places.");
        ObjectNode body = Words.object();
        body.put("as", run.has(MOVED) ? "moved" : "copy");
        run.tell(run.api().post("/installation/release", body));
    }

    static List<String> lines(JsonNode installation) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "installation "
                        + Words.text(installation.path("id"))
                        + ", "
                        + Words.text(installation.path("state")));
        lines.add("recorded " + DatabasePlace.of(Words.text(installation.path("recorded_at"))));
        if (Words.text(installation.path("state")).equals("restored_copy")) {
            lines.add(
                    "found    "
                            + DatabasePlace.of(Words.text(installation.path("found_at")))
                            + ", since "
                            + Words.text(installation.path("since")));
            lines.add(
                    "Nothing is removed from any bucket until you decide: storeward ctl"
                            + " installation release --moved when the original is gone, --copy when"
                            + " it lives on.");
        }
        String original = Words.text(installation.path("copy_of"));
        if (!original.isEmpty()) {
            lines.add(
                    "a copy of "
                            + original
                            + ", to which "
                            + installation.path("left_locations").asLong()
                            + " places were left");
        }
        for (JsonNode place : installation.path("frozen")) {
            lines.add(
                    "frozen: "
                            + Words.text(place.path("endpoint"))
                            + " "
                            + Words.text(place.path("bucket"))
                            + " "
                            + Words.text(place.path("prefix"))
                            + ", purged by the run "
                            + Words.text(place.path("run"))
                            + " since "
                            + Words.text(place.path("since")));
        }
        long more =
                installation.path("frozen_locations").asLong() - installation.path("frozen").size();
        if (more > 0) {
            lines.add("and " + more + " more frozen places");
        }
        return lines;
    }
}
