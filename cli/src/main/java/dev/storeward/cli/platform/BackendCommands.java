package dev.storeward.cli.platform;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;
import static dev.storeward.cli.command.CommandBuilder.repeated;
import static dev.storeward.cli.command.CommandBuilder.required;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Names;
import dev.storeward.cli.command.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Registered buckets, and the kinds there are. */
public final class BackendCommands {
    private BackendCommands() {}

    public static CommandLine of(Context context) {
        return named("backends", "Registered buckets of a tenant.")
                .over(
                        named("list", "Backends: name, connector, state, health, id.")
                                .takes(tenant())
                                .tells(BackendCommands::row)
                                .does(
                                        context,
                                        run ->
                                                run.api()
                                                        .each(
                                                                "/tenants/"
                                                                        + run.tenant()
                                                                        + "/backends",
                                                                run::tell)),
                        named("show", "One backend with its settings.")
                                .takes(backend(), tenant())
                                .tells(BackendCommands::lines)
                                .does(context, run -> run.tell(run.api().get(path(run)))),
                        named(
                                        "register",
                                        "Register a bucket. It is proven first; 'connectors' tells the settings.")
                                .takes(parameter("NAME", String.class, "What it is called."))
                                .takes(
                                        required(
                                                "--connector",
                                                "connector",
                                                "Its kind, such as s3."))
                                .takes(settings())
                                .takes(
                                        flag("--no-verify", "Prove only its form and address."),
                                        tenant())
                                .tells(BackendCommands::verified)
                                .does(context, BackendCommands::register),
                        named("change", "Change a backend's name or settings; proven first.")
                                .takes(backend(), option("--name", "name", "Its new name."))
                                .takes(settings())
                                .takes(tenant())
                                .tells(BackendCommands::lines)
                                .does(context, BackendCommands::change),
                        named(
                                        "rotate",
                                        "Replace a backend's credential; the new one is proven first.")
                                .takes(backend())
                                .takes(settings())
                                .takes(tenant())
                                .tells(BackendCommands::row)
                                .does(context, BackendCommands::rotate),
                        named("verify", "Prove a backend again. Exits with 1 when a check fails.")
                                .takes(backend(), tenant())
                                .tells(BackendCommands::verified)
                                .does(context, BackendCommands::verify),
                        named("policy", "The least rights its credential needs, to be pasted.")
                                .takes(backend(), tenant())
                                .tells(BackendCommands::policy)
                                .does(
                                        context,
                                        run ->
                                                run.api()
                                                        .get(path(run) + "/policy")
                                                        .path("items")
                                                        .forEach(run::tell)),
                        named("remove", "Remove a backend. Nothing in the bucket is touched.")
                                .takes(
                                        backend(),
                                        flag(
                                                "--retire",
                                                "No new files; those on it stay readable."),
                                        flag(
                                                "--forget",
                                                "Destroy its credential at once: its files cannot be"
                                                        + " read until it is registered again."),
                                        tenant())
                                .does(context, BackendCommands::remove));
    }

    public static CommandLine connectors(Context context) {
        return named("connectors", "Kinds of buckets, and the settings of each.")
                .tells(BackendCommands::connector)
                .does(
                        context,
                        run -> run.api().get("/connectors").path("items").forEach(run::tell));
    }

    private static ArgSpec backend() {
        return parameter("BACKEND", String.class, "Its name or id.");
    }

    private static ArgSpec[] settings() {
        return new ArgSpec[] {
            repeated("--set", "name=value", "A setting that is not secret."),
            repeated("--set-file", "name=file", "A setting whose value is in a file."),
            option("--settings", "file", "All settings as a JSON object; - reads the input.")
        };
    }

    private static List<String> row(JsonNode backend) {
        return Texts.row(backend, "name", "connector", "state", "health", "id");
    }

    private static List<String> lines(JsonNode backend) {
        return Texts.lines(
                backend,
                "name",
                "connector",
                "settings",
                "state",
                "health",
                "last_verified_at",
                "profile",
                "id",
                "created_at",
                "updated_at");
    }

    private static List<String> verified(JsonNode backend) {
        List<String> lines = new ArrayList<>(row(backend));
        for (JsonNode check : failed(backend)) {
            lines.add(
                    Words.text(check.path("check"))
                            + ": "
                            + Words.text(check.path("message"))
                            + " "
                            + Words.text(check.path("remedy")));
        }
        return lines;
    }

    private static List<JsonNode> failed(JsonNode backend) {
        return StreamSupport.stream(backend.path("checks").spliterator(), false)
                .filter(check -> Words.text(check.path("outcome")).equals("failed"))
                .toList();
    }

    private static List<String> policy(JsonNode policy) {
        List<String> lines = new ArrayList<>();
        lines.add(Words.text(policy.path("name")) + ": " + Words.text(policy.path("purpose")));
        policy.path("content").asString("").lines().map(Words::clean).forEach(lines::add);
        return lines;
    }

    private static List<String> connector(JsonNode connector) {
        List<String> lines = new ArrayList<>();
        lines.add(
                Words.text(connector.path("name"))
                        + ": "
                        + Words.text(connector.path("title"))
                        + (connector.path("operator_only").asBoolean(false)
                                ? ", for operators only"
                                : ""));
        for (JsonNode field : connector.path("fields")) {
            lines.add(
                    "  "
                            + Words.text(field.path("name"))
                            + (field.path("required").asBoolean(false)
                                    ? " (required"
                                    : " (optional")
                            + (field.path("secret").asBoolean(false) ? ", secret)" : ")")
                            + "  "
                            + Words.text(field.path("description")));
        }
        return lines;
    }

    private static String path(CommandRun run) {
        return "/backends/" + Names.backend(run, run.parameter());
    }

    private static void register(CommandRun run) {
        ObjectNode body = Words.object();
        body.put("name", run.parameter());
        body.put("connector", run.text("--connector"));
        body.set("settings", Settings.of(run));
        run.tell(
                run.api()
                        .post(
                                "/tenants/"
                                        + run.tenant()
                                        + "/backends"
                                        + (run.has("--no-verify") ? "?verify=false" : ""),
                                body));
    }

    private static void change(CommandRun run) {
        ObjectNode body = Words.object();
        Texts.put(run, body, "name", "--name");
        ObjectNode settings = Settings.of(run);
        if (!settings.isEmpty()) {
            body.set("settings", settings);
        }
        if (body.isEmpty()) {
            throw Failure.usage("Say what to change: --name, --set, --set-file or --settings.");
        }
        run.tell(run.api().patch(path(run), body));
    }

    private static void rotate(CommandRun run) {
        ObjectNode settings = Settings.of(run);
        if (settings.isEmpty()) {
            throw Failure.usage(
                    "Say the new credential: --set-file secret_key=FILE, or --settings FILE.");
        }
        ObjectNode body = Words.object();
        body.set("settings", settings);
        run.tell(run.api().post(path(run) + "/rotate", body));
    }

    private static void verify(CommandRun run) {
        JsonNode verified = run.api().post(path(run) + "/verify");
        run.tell(verified);
        int failed = failed(verified).size();
        if (failed > 0) {
            throw Failure.refused(failed + (failed == 1 ? " check failed." : " checks failed."));
        }
    }

    private static void remove(CommandRun run) {
        if (run.has("--retire") && run.has("--forget")) {
            throw Failure.usage("Say one of --retire and --forget.");
        }
        String path = path(run);
        String how =
                run.has("--retire") ? "?retire=true" : run.has("--forget") ? "?forget=true" : "";
        run.context()
                .confirm(
                        "Backend "
                                + Words.clean(run.parameter())
                                + " will be removed"
                                + (run.has("--forget")
                                        ? ": files on it cannot be read until it is registered again."
                                        : "."));
        run.api().delete(path + how);
        run.done("Removed.");
    }
}
