package dev.storeward.cli.migration;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.number;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.Api;
import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Names;
import dev.storeward.cli.command.Words;
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
                .takes(
                        parameter(
                                "MIGRATION",
                                String.class,
                                "Its id, or last for the tenant's newest."),
                        tenant())
                .tells(MigrationText::lines);
    }

    static String path(CommandRun run) {
        return "/migrations/" + Words.encoded(id(run));
    }

    private static String id(CommandRun run) {
        return Names.migration(run, run.parameter());
    }

    static CommandLine show(Context context) {
        return of("show", "How far a migration is.")
                .does(context, run -> run.tell(run.api().get(path(run))));
    }

    static CommandLine watch(Context context) {
        return of(
                        "watch",
                        "Follow a migration to its end. Exits with 1 when it did not complete whole.")
                .does(context, run -> new Watching(context, run.api()).follow(id(run)));
    }

    static CommandLine cancel(Context context) {
        return reasoned(
                context, "cancel", "End a migration now; every file stays readable where it is.");
    }

    static CommandLine rollback(Context context) {
        return reasoned(
                context,
                "rollback",
                "Move back what a migration moved, and what was written since it began.",
                flag(ONLY_MOVED, "Leave at the target what was written since."));
    }

    static CommandLine retry(Context context) {
        return plain(context, "retry", "Try the files again that failed.");
    }

    static CommandLine keepSource(Context context) {
        return plain(
                context, "keep-source", "Keep the objects of the source as long as their files.");
    }

    static CommandLine limits(Context context) {
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
                .does(context, OneMigration::changeLimits);
    }

    static CommandLine items(Context context) {
        return of(
                        "items",
                        "The files of a migration: status, object name, code, message.",
                        option("--state", "state", "waiting, migrated, skipped or failed."))
                .tells(OneMigration::item)
                .does(
                        context,
                        run -> {
                            String state = run.text("--state");
                            String query = state.isEmpty() ? "" : "?state=" + Words.encoded(state);
                            run.api().each(path(run) + "/items" + query, run::tell);
                        });
    }

    /** Changes a migration by a word, and may say why. */
    private static CommandLine reasoned(
            Context context, String verb, String description, ArgSpec... more) {
        return of(verb, description, option("--reason", "reason", "Kept with the migration."))
                .takes(more)
                .does(
                        context,
                        run -> {
                            ObjectNode body = Words.object();
                            if (!run.text("--reason").isEmpty()) {
                                body.put("reason", run.text("--reason"));
                            }
                            if (more.length > 0 && run.has(ONLY_MOVED)) {
                                body.put("include_new", false);
                            }
                            run.tell(run.api().post(path(run) + "/" + verb, body));
                        });
    }

    private static CommandLine plain(Context context, String verb, String description) {
        return of(verb, description)
                .does(
                        context,
                        run -> run.tell(run.api().post(path(run) + "/" + verb, Words.object())));
    }

    private static void changeLimits(CommandRun run) {
        Api api = run.api();
        ObjectNode body = Words.object();
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
        return CommandBuilder.row(
                Words.text(item.path("status")),
                Words.text(item.path("object_name")),
                Words.text(item.path("code")),
                Words.text(item.path("message")));
    }
}
