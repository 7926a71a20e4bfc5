package dev.storeward.cli;

import static dev.storeward.cli.CommandBuilder.flag;
import static dev.storeward.cli.CommandBuilder.named;
import static dev.storeward.cli.CommandBuilder.number;
import static dev.storeward.cli.CommandBuilder.option;
import static dev.storeward.cli.CommandBuilder.parameter;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Commands about one migration. */
final class OneMigration {
    private static final String NONE = "none";
    private static final String ONLY_MOVED = "--only-moved";

    private OneMigration() {}

    /** A command about one migration, which it tells of in the end. */
    static CommandBuilder of(String name, String description, ArgSpec... more) {
        return named(name, description)
                .takes(more)
                .takes(parameter("MIGRATION", String.class, "Its id."))
                .tells(MigrationText::lines);
    }

    static String path(CommandRun run) {
        return "/migrations/" + Api.encoded(run.parameter());
    }

    static CommandLine show(Ctl ctl) {
        return of("show", "How far a migration is.")
                .does(ctl, run -> run.tell(run.api().get(path(run))));
    }

    static CommandLine watch(Ctl ctl) {
        return of(
                        "watch",
                        "Follow a migration to its end. Exits with 1 when it did not complete whole.")
                .does(ctl, run -> new Watching(ctl, run.api()).follow(run.parameter()));
    }

    static CommandLine cancel(Ctl ctl) {
        return reasoned(
                ctl, "cancel", "End a migration now; every file stays readable where it is.");
    }

    static CommandLine rollback(Ctl ctl) {
        return reasoned(
                ctl,
                "rollback",
                "Move back what a migration moved, and what was written since it began.",
                flag(ONLY_MOVED, "Leave at the target what was written since."));
    }

    static CommandLine retry(Ctl ctl) {
        return plain(ctl, "retry", "Try the files again that failed.");
    }

    static CommandLine keepSource(Ctl ctl) {
        return plain(ctl, "keep-source", "Keep the objects of the source as long as their files.");
    }

    static CommandLine limits(Ctl ctl) {
        return of(
                        "limits",
                        "Change the limits of a migration while it runs, or shorten its grace period.",
                        option(
                                "--bandwidth",
                                "bandwidth",
                                "Bytes a second such as 50MiB, or none."),
                        number("--concurrency", "concurrency", "Files at the same time, 1 to 64."),
                        option("--window", "window", "Hours such as 22:00-06:00, or none."),
                        option("--zone", "zone", "The time zone of the window; UTC by default."),
                        option(
                                "--grace",
                                "grace",
                                "A shorter grace period such as 1h, also after the end."))
                .does(ctl, OneMigration::changeLimits);
    }

    static CommandLine items(Ctl ctl) {
        return of(
                        "items",
                        "The files of a migration: status, object name, code, message.",
                        option("--state", "state", "waiting, migrated, skipped or failed."))
                .tells(OneMigration::item)
                .does(
                        ctl,
                        run -> {
                            String state = run.text("--state");
                            String query = state.isEmpty() ? "" : "?state=" + Api.encoded(state);
                            run.api().each(path(run) + "/items" + query, run::tell);
                        });
    }

    /** Changes a migration by a word, and may say why. */
    private static CommandLine reasoned(Ctl ctl, String verb, String description, ArgSpec... more) {
        return of(verb, description, option("--reason", "reason", "Kept with the migration."))
                .takes(more)
                .does(
                        ctl,
                        run -> {
                            ObjectNode body = Api.JSON.createObjectNode();
                            if (!run.text("--reason").isEmpty()) {
                                body.put("reason", run.text("--reason"));
                            }
                            if (more.length > 0 && run.has(ONLY_MOVED)) {
                                body.put("include_new", false);
                            }
                            run.tell(run.api().post(path(run) + "/" + verb, body));
                        });
    }

    private static CommandLine plain(Ctl ctl, String verb, String description) {
        return of(verb, description)
                .does(
                        ctl,
                        run ->
                                run.tell(
                                        run.api()
                                                .post(
                                                        path(run) + "/" + verb,
                                                        Api.JSON.createObjectNode())));
    }

    private static void changeLimits(CommandRun run) {
        Api api = run.api();
        ObjectNode body = Api.JSON.createObjectNode();
        String bandwidth = run.text("--bandwidth");
        if (bandwidth.equals(NONE)) {
            body.putNull("bandwidth_bytes_per_second");
        } else if (!bandwidth.isEmpty()) {
            body.put("bandwidth_bytes_per_second", Words.bytes("--bandwidth", bandwidth));
        }
        if (run.number("--concurrency") != 0) {
            body.put("concurrency", run.number("--concurrency"));
        }
        String window = run.text("--window");
        if (window.equals(NONE)) {
            body.putNull("window");
        } else if (!window.isEmpty()) {
            body.set("window", MigrationCommands.window(run));
        }
        if (run.has("--grace")) {
            body.put("grace_seconds", Words.seconds("--grace", run.text("--grace")));
        }
        if (body.isEmpty()) {
            throw Failure.usage(
                    "Say what to change: --bandwidth, --concurrency, --window or --grace.");
        }
        run.tell(api.patch(path(run), body));
    }

    private static List<String> item(JsonNode item) {
        return Directory.row(
                Words.text(item.path("status")),
                Words.text(item.path("object_name")),
                Words.text(item.path("code")),
                Words.text(item.path("message")));
    }
}
