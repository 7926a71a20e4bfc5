package dev.storeward.cli.platform;

import static dev.storeward.cli.command.CommandBuilder.named;
import static dev.storeward.cli.command.CommandBuilder.option;
import static dev.storeward.cli.command.CommandBuilder.parameter;
import static dev.storeward.cli.command.CommandBuilder.tenant;

import dev.storeward.cli.command.CommandRun;
import dev.storeward.cli.command.Context;
import dev.storeward.cli.command.Names;
import dev.storeward.cli.command.Words;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** API keys of users, and key pairs for the S3 door. */
public final class KeyCommands {
    private KeyCommands() {}

    public static CommandLine keys(Context context) {
        return of(context, new Kind("keys", "prefix", "API keys"));
    }

    public static CommandLine s3Keys(Context context) {
        return of(context, new Kind("s3-keys", "access_key_id", "Key pairs for the S3 door"));
    }

    /**
     * A kind of key.
     *
     * @param path its list, and its command
     * @param shown the field that tells one from another
     */
    private record Kind(String path, String shown, String title) {}

    private static CommandLine of(Context context, Kind kind) {
        return named(kind.path(), kind.title() + " of a user.")
                .over(
                        named("list", "Keys: name, first characters or id, end, id.")
                                .takes(user(), tenant())
                                .tells(key -> listed(kind, key))
                                .does(context, run -> run.api().each(path(run, kind), run::tell)),
                        named("create", "Make a key. What is secret of it is shown this once.")
                                .takes(
                                        parameter("NAME", String.class, "What it is called."),
                                        user(),
                                        option(
                                                "--expires",
                                                "expires",
                                                "When it ends: a time from now such as 30d, or an"
                                                        + " instant such as 2027-01-31T00:00:00Z."),
                                        tenant())
                                .tells(key -> issued(kind, key))
                                .does(context, run -> create(run, kind)),
                        named("revoke", "End a key at once, with what was made with it.")
                                .takes(
                                        parameter(
                                                "KEY",
                                                String.class,
                                                "Its id, name or first characters."),
                                        user(),
                                        PeopleCommands.keepIssued(),
                                        tenant())
                                .does(context, run -> revoke(run, kind)));
    }

    private static ArgSpec user() {
        return option("--user", "user", "Whose: an email or id; one's own by default.");
    }

    private static List<String> listed(Kind kind, JsonNode key) {
        return Texts.row(key, "name", kind.shown(), "expires_at", "id");
    }

    private static List<String> issued(Kind kind, JsonNode key) {
        List<String> lines = new ArrayList<>(listed(kind, key));
        if (kind.path().equals("keys")) {
            lines.add("key: " + Words.text(key.path("key")));
        } else {
            lines.add("access_key_id: " + Words.text(key.path("access_key_id")));
            lines.add("secret_access_key: " + Words.text(key.path("secret_access_key")));
        }
        return lines;
    }

    private static String path(CommandRun run, Kind kind) {
        return "/users/" + Names.user(run, run.text("--user")) + "/" + kind.path();
    }

    private static void create(CommandRun run, Kind kind) {
        ObjectNode body = Words.object();
        body.put("name", run.parameter());
        String expires = run.text("--expires");
        if (!expires.isEmpty()) {
            body.put(
                    "expires_at",
                    expires.contains("T")
                            ? expires
                            : Instant.now()
                                    .plusSeconds(Words.seconds("--expires", expires))
                                    .truncatedTo(ChronoUnit.SECONDS)
                                    .toString());
        }
        run.tell(run.api().post(path(run, kind), body));
    }

    private static void revoke(CommandRun run, Kind kind) {
        String given = run.parameter();
        String id =
                Names.isId(given)
                        ? given
                        : Names.key(run.api(), path(run, kind), kind.shown(), given);
        run.context().confirm("Key " + Words.clean(given) + " will end at once.");
        String issued = PeopleCommands.issued(run);
        run.api().delete("/keys/" + id + (issued.isEmpty() ? "" : "?" + issued));
        run.done("Revoked.");
    }
}
