package dev.storeward.cli.platform;

import static dev.storeward.cli.command.CommandBuilder.flag;
import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandBuilder;
import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Failure;
import dev.storeward.cli.command.Names;
import dev.storeward.cli.command.Words;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who one is, and the users of a tenant. */
public final class PeopleCommands {
    private static final String KEEP = "--keep-issued";

    private PeopleCommands() {}

    public static CommandLine whoAmI(Context context) {
        return named("whoami", "Whose key it is.")
                .tells(PeopleCommands::person)
                .does(context, run -> run.tell(run.api().get("/whoami")));
    }

    public static CommandLine users(Context context) {
        return named("users", "Users of a tenant.")
                .over(
                        named("list", "Users: email, role, state, id.")
                                .takes(tenant())
                                .tells(PeopleCommands::listed)
                                .does(
                                        context,
                                        run ->
                                                run.api()
                                                        .each(
                                                                "/tenants/"
                                                                        + run.tenant()
                                                                        + "/users",
                                                                run::tell)),
                        named("create", "Make a user.")
                                .takes(
                                        parameter("EMAIL", String.class, "Its email."),
                                        role("member by default."),
                                        tenant())
                                .tells(PeopleCommands::listed)
                                .does(context, PeopleCommands::create),
                        named("change", "Change a user's email or role.")
                                .takes(
                                        user(),
                                        option("--email", "email", "Its new email."),
                                        role("its new role."),
                                        tenant())
                                .tells(PeopleCommands::listed)
                                .does(context, PeopleCommands::change),
                        named(
                                        "disable",
                                        "Disable a user: its keys and links die at once, its files stay",
                                        "unless they are deleted or passed on.")
                                .takes(
                                        user(),
                                        flag("--delete-files", "Delete its files."),
                                        option(
                                                "--files-to",
                                                "user",
                                                "Pass its files to this user."),
                                        keepIssued(),
                                        tenant())
                                .does(context, PeopleCommands::disable),
                        named("revoke-links", "End the links and upload addresses a user gave out.")
                                .takes(user(), tenant())
                                .does(context, PeopleCommands::revokeLinks),
                        named(
                                        "end-access",
                                        "End all of a user's keys, links and uploads; the user stays.")
                                .takes(user(), keepIssued(), tenant())
                                .does(context, PeopleCommands::endAccess));
    }

    private static ArgSpec user() {
        return parameter("USER", String.class, "Its email or id.");
    }

    private static ArgSpec role(String more) {
        return option("--role", "role", "member or supervisor; " + more);
    }

    static ArgSpec keepIssued() {
        return flag(KEEP, "Leave keys alive that were made with the ones that end.");
    }

    /** What is sent when keys that came of others stay. */
    static String issued(CommandRun run) {
        return run.has(KEEP) ? "issued=keep" : "";
    }

    private static List<String> person(JsonNode me) {
        List<String> lines = new ArrayList<>();
        lines.add(Words.text(me.at("/user/email")) + ", " + Words.text(me.path("role")));
        for (JsonNode tenant : me.path("tenants")) {
            lines.add(
                    "tenant "
                            + Words.text(tenant.path("slug"))
                            + " ("
                            + Words.text(tenant.path("plan"))
                            + ") "
                            + Words.text(tenant.path("id")));
        }
        return lines;
    }

    private static List<String> listed(JsonNode user) {
        return CommandBuilder.row(
                Words.text(user.path("email")),
                Words.text(user.path("role")),
                Words.text(user.path("disabled_at")).isEmpty() ? "active" : "disabled",
                Words.text(user.path("id")));
    }

    private static void create(CommandRun run) {
        ObjectNode body = Words.object();
        body.put("email", run.parameter());
        body.put("role", run.has("--role") ? run.text("--role") : "member");
        run.tell(run.api().post("/tenants/" + run.tenant() + "/users", body));
    }

    private static void change(CommandRun run) {
        ObjectNode body = Words.object();
        Texts.put(run, body, "email", "--email");
        Texts.put(run, body, "role", "--role");
        if (body.isEmpty()) {
            throw Failure.usage("Say what to change: --email or --role.");
        }
        run.tell(run.api().patch(path(run), body));
    }

    private static void disable(CommandRun run) {
        if (run.has("--delete-files") && run.has("--files-to")) {
            throw Failure.usage("Say one of --delete-files and --files-to.");
        }
        String path = path(run);
        List<String> query = new ArrayList<>();
        String files = "Its files stay.";
        if (run.has("--delete-files")) {
            query.add("files=delete");
            files = "ITS FILES WILL BE DELETED.";
        } else if (run.has("--files-to")) {
            query.add("files_to=" + Names.user(run, run.text("--files-to")));
            files = "Its files pass to " + Words.clean(run.text("--files-to")) + ".";
        }
        if (!issued(run).isEmpty()) {
            query.add(issued(run));
        }
        run.context()
                .confirm(
                        "User "
                                + Words.clean(run.parameter())
                                + " will be disabled, its keys and links end. "
                                + files);
        run.api().delete(path + (query.isEmpty() ? "" : "?" + String.join("&", query)));
        run.done("Disabled.");
    }

    private static void revokeLinks(CommandRun run) {
        run.api().post(path(run) + "/revoke-links");
        run.done("Its links and upload addresses have ended.");
    }

    private static void endAccess(CommandRun run) {
        String path = path(run);
        run.context()
                .confirm(
                        "All keys, links and uploads of "
                                + Words.clean(run.parameter())
                                + " will end.");
        run.api().post(path + "/end-access" + (issued(run).isEmpty() ? "" : "?" + issued(run)));
        run.done("Its access has ended.");
    }

    private static String path(CommandRun run) {
        return "/users/" + Names.user(run, run.parameter());
    }
}
