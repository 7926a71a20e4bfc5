package dev.storeward.cli;

import static dev.storeward.cli.CommandBuilder.named;
import static dev.storeward.cli.CommandBuilder.option;
import static dev.storeward.cli.CommandBuilder.parameter;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who one is, tenants and backends. */
final class Directory {
    private Directory() {}

    static CommandLine whoAmI(Ctl ctl) {
        return named("whoami", "Whose key STOREWARD_KEY is.")
                .tells(Directory::person)
                .does(ctl, run -> run.tell(run.api().get("/whoami")));
    }

    static CommandLine tenants(Ctl ctl) {
        return named("tenants", "Tenants of the platform; for super admins.")
                .over(
                        named("list", "All tenants: slug, plan, id.")
                                .tells(Directory::tenant)
                                .does(ctl, run -> run.api().each("/tenants", run::tell)),
                        named("create", "Make a tenant.")
                                .takes(
                                        parameter("SLUG", String.class, "Its name in addresses."),
                                        option(
                                                "--name",
                                                "name",
                                                "Its name for people; the slug by default."),
                                        option(
                                                "--plan",
                                                "plan",
                                                "free, starter, pro, team or enterprise."),
                                        option(
                                                "--quota",
                                                "quota",
                                                "Bytes, such as 50GiB; the plan's by default."))
                                .tells(Directory::tenant)
                                .does(ctl, Directory::createTenant));
    }

    static CommandLine backends(Ctl ctl) {
        return named("backends", "Registered buckets of a tenant.")
                .over(
                        named("list", "Backends: name, connector, state, health, id.")
                                .takes(tenantOption())
                                .tells(Directory::backend)
                                .does(
                                        ctl,
                                        run ->
                                                run.api()
                                                        .each(
                                                                "/tenants/"
                                                                        + run.tenant()
                                                                        + "/backends",
                                                                run::tell)),
                        named("verify", "Prove a backend again. Exits with 1 when a check fails.")
                                .takes(
                                        parameter("BACKEND", String.class, "Its name or id."),
                                        tenantOption())
                                .tells(Directory::verified)
                                .does(ctl, Directory::verify));
    }

    static ArgSpec tenantOption() {
        return option("--tenant", "tenant", "Slug or id; one's own by default.");
    }

    /** A row of a list, its columns parted by tabs. */
    static List<String> row(String... columns) {
        return List.of(String.join("\t", columns));
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

    private static List<String> tenant(JsonNode tenant) {
        return row(
                Words.text(tenant.path("slug")),
                Words.text(tenant.path("plan")),
                Words.text(tenant.path("id")));
    }

    private static List<String> backend(JsonNode backend) {
        return row(
                Words.text(backend.path("name")),
                Words.text(backend.path("connector")),
                Words.text(backend.path("state")),
                Words.text(backend.path("health")),
                Words.text(backend.path("id")));
    }

    private static List<String> verified(JsonNode backend) {
        List<String> lines = new ArrayList<>(backend(backend));
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

    private static void createTenant(CommandRun run) {
        String slug = run.parameter();
        ObjectNode body = Api.JSON.createObjectNode();
        body.put("slug", slug);
        body.put("name", run.text("--name").isEmpty() ? slug : run.text("--name"));
        if (!run.text("--plan").isEmpty()) {
            body.put("plan", run.text("--plan"));
        }
        if (!run.text("--quota").isEmpty()) {
            body.put("quota_bytes", Words.bytes("--quota", run.text("--quota")));
        }
        run.tell(run.api().post("/tenants", body));
    }

    private static void verify(CommandRun run) {
        Api api = run.api();
        String given = run.parameter();
        String id = Ctl.isId(given) ? given : Ctl.backend(api, run.tenant(), given);
        JsonNode verified = api.post("/backends/" + id + "/verify", Api.JSON.createObjectNode());
        run.tell(verified);
        int failed = failed(verified).size();
        if (failed > 0) {
            throw Failure.refused(failed + (failed == 1 ? " check failed." : " checks failed."));
        }
    }
}
