package dev.storeward.cli;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who one is, tenants and backends. */
final class Directory {
    private Directory() {}

    /** A command that only has others below it. */
    abstract static class Group implements Runnable {
        @Spec @Nullable CommandSpec spec;

        @Override
        public void run() {
            if (spec != null) {
                throw new ParameterException(spec.commandLine(), "Say what to do.");
            }
        }
    }

    @Command(
            name = "tenants",
            description = "Tenants of the platform; for super admins.",
            mixinStandardHelpOptions = true)
    static final class Tenants extends Group {}

    @Command(
            name = "backends",
            description = "Registered buckets of a tenant.",
            mixinStandardHelpOptions = true)
    static final class Backends extends Group {}

    @Command(
            name = "whoami",
            description = "Whose key STOREWARD_KEY is.",
            mixinStandardHelpOptions = true)
    static final class WhoAmI implements Runnable {
        private final Ctl ctl;

        WhoAmI(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                JsonNode me = api.get("/whoami");
                if (ctl.inJson()) {
                    ctl.printJson(me);
                    return;
                }
                ctl.print(Words.text(me.at("/user/email")) + ", " + Words.text(me.path("role")));
                for (JsonNode tenant : me.path("tenants")) {
                    ctl.print(
                            "tenant "
                                    + Words.text(tenant.path("slug"))
                                    + " ("
                                    + Words.text(tenant.path("plan"))
                                    + ") "
                                    + Words.text(tenant.path("id")));
                }
            }
        }
    }

    @Command(
            name = "list",
            description = "All tenants: slug, plan, id.",
            mixinStandardHelpOptions = true)
    static final class ListTenants implements Runnable {
        private final Ctl ctl;

        ListTenants(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                api.each("/tenants", tenant -> show(ctl, tenant));
            }
        }

        static void show(Ctl ctl, JsonNode tenant) {
            if (ctl.inJson()) {
                ctl.printJson(tenant);
                return;
            }
            ctl.row(
                    List.of(
                            Words.text(tenant.path("slug")),
                            Words.text(tenant.path("plan")),
                            Words.text(tenant.path("id"))));
        }
    }

    @Command(name = "create", description = "Make a tenant.", mixinStandardHelpOptions = true)
    static final class CreateTenant implements Runnable {
        private final Ctl ctl;

        @Parameters(paramLabel = "SLUG", description = "Its name in addresses.")
        String slug = "";

        @Option(names = "--name", description = "Its name for people; the slug by default.")
        String name = "";

        @Option(names = "--plan", description = "free, starter, pro, team or enterprise.")
        String plan = "";

        @Option(names = "--quota", description = "Bytes, such as 50GiB; the plan's by default.")
        String quota = "";

        CreateTenant(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            ObjectNode body = Api.JSON.createObjectNode();
            body.put("slug", slug);
            body.put("name", name.isEmpty() ? slug : name);
            if (!plan.isEmpty()) {
                body.put("plan", plan);
            }
            if (!quota.isEmpty()) {
                body.put("quota_bytes", Words.bytes("--quota", quota));
            }
            try (Api api = ctl.api()) {
                ListTenants.show(ctl, api.post("/tenants", body));
            }
        }
    }

    @Command(
            name = "list",
            description = "Backends: name, connector, state, health, id.",
            mixinStandardHelpOptions = true)
    static final class ListBackends implements Runnable {
        private final Ctl ctl;

        @Option(names = "--tenant", description = "Slug or id; one's own by default.")
        String tenant = "";

        ListBackends(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                api.each(
                        "/tenants/" + Ctl.tenant(api, tenant) + "/backends",
                        backend -> show(ctl, backend));
            }
        }

        static void show(Ctl ctl, JsonNode backend) {
            if (ctl.inJson()) {
                ctl.printJson(backend);
                return;
            }
            ctl.row(
                    List.of(
                            Words.text(backend.path("name")),
                            Words.text(backend.path("connector")),
                            Words.text(backend.path("state")),
                            Words.text(backend.path("health")),
                            Words.text(backend.path("id"))));
        }
    }

    @Command(
            name = "verify",
            description = "Prove a backend again. Exits with 1 when a check fails.",
            mixinStandardHelpOptions = true)
    static final class VerifyBackend implements Runnable {
        private final Ctl ctl;

        @Parameters(paramLabel = "BACKEND", description = "Its name or id.")
        String backend = "";

        @Option(names = "--tenant", description = "Slug or id; one's own by default.")
        String tenant = "";

        VerifyBackend(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                String id =
                        Ctl.isId(backend)
                                ? backend
                                : Ctl.backend(api, Ctl.tenant(api, tenant), backend);
                JsonNode verified =
                        api.post("/backends/" + id + "/verify", Api.JSON.createObjectNode());
                ListBackends.show(ctl, verified);
                int failed = 0;
                for (JsonNode check : verified.path("checks")) {
                    if (Words.text(check.path("outcome")).equals("failed")) {
                        failed++;
                        if (!ctl.inJson()) {
                            ctl.print(
                                    Words.text(check.path("check"))
                                            + ": "
                                            + Words.text(check.path("message"))
                                            + " "
                                            + Words.text(check.path("remedy")));
                        }
                    }
                }
                if (failed > 0) {
                    throw Failure.refused(
                            failed + (failed == 1 ? " check failed." : " checks failed."));
                }
            }
        }
    }
}
