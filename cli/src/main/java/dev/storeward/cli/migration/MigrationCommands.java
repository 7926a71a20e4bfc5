package dev.storeward.cli.migration;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.number;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.required;

import dev.storeward.cli.command.Api;
import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Names;
import dev.storeward.cli.command.Words;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Migrations by command. */
public final class MigrationCommands {
    private MigrationCommands() {}

    public static CommandLine of(Context context) {
        return named("migrations", "Move the files of a tenant from backend to backend.")
                .over(
                        plan(context),
                        start(context),
                        list(context),
                        OneMigration.show(context),
                        OneMigration.watch(context),
                        OneMigration.cancel(context),
                        OneMigration.retry(context),
                        OneMigration.rollback(context),
                        OneMigration.keepSource(context),
                        OneMigration.limits(context),
                        OneMigration.items(context),
                        ManifestCommands.download(context));
    }

    private static CommandLine plan(Context context) {
        return asking(
                        "plan",
                        "What a migration would do. Exits with 1 when something is in its way.")
                .tells(MigrationText::plan)
                .does(
                        context,
                        run -> {
                            JsonNode plan = send(run, true);
                            run.tell(plan);
                            int blockers = plan.path("blockers").size();
                            if (blockers > 0) {
                                throw Failure.refused(
                                        blockers == 1
                                                ? "One thing is in the way."
                                                : blockers + " things are in the way.");
                            }
                        });
    }

    private static CommandLine start(Context context) {
        return asking("start", "Begin to move files; new ones go to the target from now on.")
                .takes(flag("--watch", "Stay until it has ended."))
                .tells(MigrationText::lines)
                .does(
                        context,
                        run -> {
                            JsonNode begun = send(run, false);
                            run.tell(begun);
                            if (run.has("--watch")) {
                                new Watching(context, run.api())
                                        .follow(Words.text(begun.path("id")));
                            }
                        });
    }

    private static CommandLine list(Context context) {
        return named("list", "Migrations, newest first.")
                .takes(CommandBuilder.tenant())
                .tells(migration ->
                        CommandBuilder.row(MigrationText.row(migration).toArray(String[]::new)))
                .does(
                        context,
                        run ->
                                run.api()
                                        .each(
                                                "/tenants/" + run.tenant() + "/migrations",
                                                run::tell));
    }

    /** A command that says what a migration is to do. */
    private static CommandBuilder asking(String name, String description) {
        return named(name, description)
                .takes(
                        required(
                                "--to",
                                "to",
                                "The backend to move to: its name or id, shared or dedicated."),
                        option("--from", "from", "Only the files on this backend; all by default."),
                        CommandBuilder.tenant(),
                        option("--bandwidth", "bandwidth", "Bytes a second, such as 50MiB."),
                        number("--concurrency", "concurrency", "Files at the same time, 1 to 64."),
                        option("--window", "window", "Hours of the day, such as 22:00-06:00."),
                        option("--zone", "zone", "The time zone of the window; UTC by default."),
                        option(
                                "--grace",
                                "grace",
                                "How long source objects stay after their move, such as 24h."),
                        option("--reason", "reason", "Kept with the migration."));
    }

    private static JsonNode send(CommandRun run, boolean plan) {
        Api api = run.api();
        String tenantId = run.tenant();
        String to = run.text("--to");
        ObjectNode body = Words.object();
        boolean word = to.equals("shared") || to.equals("dedicated");
        body.put("target_backend_id", word ? to : Names.backend(run, to));
        if (!run.text("--from").isEmpty()) {
            body.put("source_backend_id", Names.backend(run, run.text("--from")));
        }
        if (plan) {
            body.put("plan", true);
        }
        if (!run.text("--bandwidth").isEmpty()) {
            body.put(
                    "bandwidth_bytes_per_second",
                    Words.bytes("--bandwidth", run.text("--bandwidth")));
        }
        if (run.number("--concurrency") != 0) {
            body.put("concurrency", run.number("--concurrency"));
        }
        if (!run.text("--window").isEmpty()) {
            body.set("window", window(run));
        }
        if (!run.text("--grace").isEmpty()) {
            body.put("grace_seconds", Words.seconds("--grace", run.text("--grace")));
        }
        if (!run.text("--reason").isEmpty()) {
            body.put("reason", run.text("--reason"));
        }
        return api.post("/tenants/" + tenantId + "/migrations", body);
    }

    /** The hours in {@code --window}, in the time zone of {@code --zone}. */
    static ObjectNode window(CommandRun run) {
        String[] ends = run.text("--window").split("-", -1);
        if (ends.length != 2) {
            throw Failure.usage("--window: must be hours such as 22:00-06:00.");
        }
        ObjectNode json = Words.object();
        json.put("from", ends[0].strip());
        json.put("to", ends[1].strip());
        json.put("zone", run.has("--zone") ? run.text("--zone") : "UTC");
        return json;
    }
}
