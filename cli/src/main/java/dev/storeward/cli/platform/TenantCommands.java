package dev.storeward.cli.platform;

import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.number;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;

import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Words;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tenants, and what was changed in them. */
public final class TenantCommands {
    private static final ArgSpec TENANT = parameter("TENANT", String.class, "Its slug or id.");

    private TenantCommands() {}

    public static CommandLine of(Context context) {
        return named("tenants", "Tenants of the platform; for super admins.")
                .over(
                        named("list", "All tenants: slug, plan, id.")
                                .tells(TenantCommands::row)
                                .does(context, run -> run.api().each("/tenants", run::tell)),
                        named("show", "One tenant.")
                                .takes(TENANT)
                                .tells(TenantCommands::lines)
                                .does(context, run -> run.tell(run.api().get(path(run)))),
                        named("create", "Make a tenant.")
                                .takes(
                                        parameter("SLUG", String.class, "Its name in addresses."),
                                        option(
                                                "--name",
                                                "name",
                                                "Its name for people; the slug by default."),
                                        plan(),
                                        option(
                                                "--quota",
                                                "quota",
                                                "Bytes, such as 50GiB; the plan's by default."))
                                .tells(TenantCommands::row)
                                .does(context, TenantCommands::create),
                        named("change", "Change a tenant's name, plan or quota.")
                                .takes(
                                        TENANT,
                                        option("--name", "name", "Its name for people."),
                                        plan(),
                                        option(
                                                "--quota",
                                                "quota",
                                                "Bytes, such as 50GiB; plan for the plan's."))
                                .tells(TenantCommands::lines)
                                .does(context, TenantCommands::change),
                        named("delete", "Delete a tenant that has no files and no backends.")
                                .takes(TENANT)
                                .does(context, TenantCommands::delete));
    }

    public static CommandLine audit(Context context) {
        return named(
                        "audit",
                        "What was changed, newest first: time, who, action, what.",
                        "A super admin who names no tenant is told of all.")
                .takes(
                        CommandBuilder.tenant(),
                        number("--limit", "limit", "So many, 1 to 1000; 50 by default."))
                .tells(event -> Texts.row(event, "at", "actor_email", "action", "target"))
                .does(context, TenantCommands::events);
    }

    private static ArgSpec plan() {
        return option("--plan", "plan", "free, starter, pro, team or enterprise.");
    }

    private static List<String> row(JsonNode tenant) {
        return Texts.row(tenant, "slug", "plan", "id");
    }

    private static List<String> lines(JsonNode tenant) {
        return Texts.lines(
                tenant, "slug", "name", "plan", "quota_bytes", "id", "number", "created_at");
    }

    private static String path(CommandRun run) {
        return "/tenants/" + run.tenantOf(run.parameter());
    }

    private static void create(CommandRun run) {
        String slug = run.parameter();
        ObjectNode body = Words.object();
        body.put("slug", slug);
        body.put("name", run.has("--name") ? run.text("--name") : slug);
        Texts.put(run, body, "plan", "--plan");
        quota(run, body);
        run.tell(run.api().post("/tenants", body));
    }

    private static void change(CommandRun run) {
        ObjectNode body = Words.object();
        Texts.put(run, body, "name", "--name");
        Texts.put(run, body, "plan", "--plan");
        quota(run, body);
        if (body.isEmpty()) {
            throw Failure.usage("Say what to change: --name, --plan or --quota.");
        }
        run.tell(run.api().patch(path(run), body));
    }

    private static void quota(CommandRun run, ObjectNode body) {
        String quota = run.text("--quota");
        if (quota.equals("plan")) {
            body.putNull("quota_bytes");
        } else if (!quota.isEmpty()) {
            body.put("quota_bytes", Words.bytes("--quota", quota));
        }
    }

    private static void delete(CommandRun run) {
        String path = path(run);
        run.context().confirm("Tenant " + Words.clean(run.parameter()) + " will be deleted.");
        run.api().delete(path);
        run.done("Deleted.");
    }

    private static void events(CommandRun run) {
        int limit = run.has("--limit") ? run.number("--limit") : 50;
        boolean ofAll =
                run.namedTenant().isEmpty()
                        && Words.text(run.api().get("/whoami").path("role")).equals("super_admin");
        String path = ofAll ? "/audit" : "/tenants/" + run.tenant() + "/audit";
        run.api().first(path, limit).forEach(run::tell);
    }
}
