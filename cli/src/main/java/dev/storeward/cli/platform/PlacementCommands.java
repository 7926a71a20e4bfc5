package dev.storeward.cli.platform;

import static dev.storeward.cli.command.CommandBuilder.maybe;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.number;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameters;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Names;
import dev.storeward.cli.command.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a tenant's new files go, and which pages may use its files. */
public final class PlacementCommands {
    private PlacementCommands() {}

    public static CommandLine of(Context context) {
        return named("placement", "Where a tenant's new files go.")
                .over(
                        named("show", "Default backend, prefix, form of keys and rules.")
                                .takes(tenant())
                                .tells(PlacementCommands::lines)
                                .does(context, run -> run.tell(run.api().get(path(run)))),
                        named(
                                        "set",
                                        "Change the placement; what is not given stays, but --file replaces all.")
                                .takes(
                                        option(
                                                "--default",
                                                "backend",
                                                "The backend's name or id; shared for the operator's."),
                                        option(
                                                "--prefix",
                                                "prefix",
                                                "Before the names of objects."),
                                        option(
                                                "--object-keys",
                                                "form",
                                                "readable (names show in the bucket) or opaque."),
                                        option(
                                                "--file",
                                                "file",
                                                "The whole placement with its rules as JSON, as"
                                                        + " 'show --json' tells it; - reads the"
                                                        + " input."),
                                        tenant())
                                .tells(PlacementCommands::lines)
                                .does(context, PlacementCommands::set),
                        named("explain", "Which rule decides about a file, and its backend.")
                                .takes(
                                        maybe("FILE_NAME", "Its name."),
                                        option("--size", "size", "Its size, such as 5MiB."),
                                        option("--type", "type", "Its type, such as text/csv."),
                                        option("--category", "category", "Its category."),
                                        option("--region", "region", "Its region hint."),
                                        tenant())
                                .tells(PlacementCommands::explained)
                                .does(context, PlacementCommands::explain));
    }

    public static CommandLine origins(Context context) {
        return named("cors", "Web origins whose pages may use a tenant's files.")
                .over(
                        named("show", "The origins, one a line.")
                                .takes(tenant())
                                .tells(PlacementCommands::allowed)
                                .does(context, run -> run.tell(run.api().get(cors(run)))),
                        named("set", "Replace the whole list; none allows no page.")
                                .takes(
                                        parameters(
                                                "ORIGIN",
                                                "0..*",
                                                "Such as https://app.example.com,"
                                                        + " https://*.example.com or *."),
                                        number(
                                                "--max-age",
                                                "seconds",
                                                "How long browsers may remember; 600 by default."),
                                        tenant())
                                .tells(PlacementCommands::allowed)
                                .does(context, PlacementCommands::allow));
    }

    private static List<String> lines(JsonNode placement) {
        List<String> lines =
                new ArrayList<>(
                        Texts.lines(placement, "default_backend_id", "path_prefix", "object_keys"));
        int at = 0;
        for (JsonNode rule : placement.path("rules")) {
            lines.add("rule " + at + ": " + Words.clean(rule.toString()));
            at++;
        }
        return lines;
    }

    private static List<String> explained(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "decided by "
                        + (answer.path("rule").isNumber()
                                ? "rule " + answer.path("rule").asInt()
                                : Words.text(answer.path("decided_by")))
                        + ": "
                        + Words.text(answer.at("/chosen/name")));
        if (!answer.path("backend").equals(answer.path("chosen"))) {
            lines.add("now goes to: " + Words.text(answer.at("/backend/name")));
        }
        for (JsonNode rule : answer.path("passed_over")) {
            lines.add("passed over: " + Words.clean(rule.toString()));
        }
        return lines;
    }

    private static List<String> allowed(JsonNode answer) {
        List<String> lines = new ArrayList<>();
        answer.path("allowed_origins").forEach(origin -> lines.add(Words.text(origin)));
        return lines;
    }

    private static String path(CommandRun run) {
        return "/tenants/" + run.tenant() + "/placement";
    }

    private static String cors(CommandRun run) {
        return "/tenants/" + run.tenant() + "/cors";
    }

    private static void set(CommandRun run) {
        ObjectNode body;
        if (run.has("--file")) {
            body = Texts.object("--file", Path.of(run.text("--file")));
        } else if (run.has("--default") || run.has("--prefix") || run.has("--object-keys")) {
            body = (ObjectNode) run.api().get(path(run));
        } else {
            throw Failure.usage(
                    "Say what to change: --default, --prefix, --object-keys or --file.");
        }
        String backend = run.text("--default");
        if (backend.equals("shared")) {
            body.putNull("default_backend_id");
        } else if (!backend.isEmpty()) {
            body.put("default_backend_id", Names.backend(run, backend));
        }
        Texts.put(run, body, "path_prefix", "--prefix");
        Texts.put(run, body, "object_keys", "--object-keys");
        run.tell(run.api().put(path(run), body));
    }

    private static void explain(CommandRun run) {
        ObjectNode body = Words.object();
        if (!run.parameter().isEmpty()) {
            body.put("file_name", run.parameter());
        }
        if (run.has("--size")) {
            body.put("size", Words.bytes("--size", run.text("--size")));
        }
        Texts.put(run, body, "content_type", "--type");
        Texts.put(run, body, "file_category", "--category");
        Texts.put(run, body, "region_hint", "--region");
        run.tell(run.api().post(path(run) + "/explain", body));
    }

    private static void allow(CommandRun run) {
        ObjectNode body = Words.object();
        ArrayNode origins = body.putArray("allowed_origins");
        run.parameters().forEach(origins::add);
        if (run.has("--max-age")) {
            body.put("max_age_seconds", run.number("--max-age"));
        }
        run.tell(run.api().put(cors(run), body));
    }
}
