package dev.storeward.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Migrations by command. */
final class MigrationCommands {
    private MigrationCommands() {}

    @Command(
            name = "migrations",
            description = "Move the files of a tenant from backend to backend.",
            mixinStandardHelpOptions = true)
    static final class Migrations extends Directory.Group {}

    static CommandLine of(Ctl ctl) {
        return new CommandLine(new Migrations())
                .addSubcommand(new Plan(ctl))
                .addSubcommand(new Start(ctl))
                .addSubcommand(new ListAll(ctl))
                .addSubcommand(new OneMigration.Show(ctl))
                .addSubcommand(new OneMigration.Watch(ctl))
                .addSubcommand(new OneMigration.Cancel(ctl))
                .addSubcommand(new OneMigration.Retry(ctl))
                .addSubcommand(new OneMigration.Rollback(ctl))
                .addSubcommand(new OneMigration.KeepSource(ctl))
                .addSubcommand(new OneMigration.Limits(ctl))
                .addSubcommand(new OneMigration.Items(ctl))
                .addSubcommand(new ManifestCommands.Download(ctl));
    }

    static void show(Ctl ctl, JsonNode migration) {
        if (ctl.inJson()) {
            ctl.printJson(migration);
        } else {
            MigrationText.lines(migration).forEach(ctl::print);
        }
    }

    /** What a migration is asked to do. */
    abstract static class Asked implements Runnable {
        final Ctl ctl;

        @Option(
                names = "--to",
                required = true,
                description = "The backend to move to: its name or id, shared or dedicated.")
        String to = "";

        @Option(names = "--from", description = "Only the files on this backend; all by default.")
        String from = "";

        @Option(names = "--tenant", description = "Slug or id; one's own by default.")
        String tenant = "";

        @Option(names = "--bandwidth", description = "Bytes a second, such as 50MiB.")
        String bandwidth = "";

        @Option(names = "--concurrency", description = "Files at the same time, 1 to 64.")
        int concurrency;

        @Option(names = "--window", description = "Hours of the day, such as 22:00-06:00.")
        String window = "";

        @Option(names = "--zone", description = "The time zone of the window; UTC by default.")
        String zone = "UTC";

        @Option(
                names = "--grace",
                description = "How long source objects stay after their move, such as 24h.")
        String grace = "";

        @Option(names = "--reason", description = "Kept with the migration.")
        String reason = "";

        Asked(Ctl ctl) {
            this.ctl = ctl;
        }

        JsonNode send(Api api, boolean plan) {
            String tenantId = Ctl.tenant(api, tenant);
            ObjectNode body = Api.JSON.createObjectNode();
            boolean word = to.equals("shared") || to.equals("dedicated");
            body.put("target_backend_id", word ? to : Ctl.backend(api, tenantId, to));
            if (!from.isEmpty()) {
                body.put("source_backend_id", Ctl.backend(api, tenantId, from));
            }
            if (plan) {
                body.put("plan", true);
            }
            if (!bandwidth.isEmpty()) {
                body.put("bandwidth_bytes_per_second", Words.bytes("--bandwidth", bandwidth));
            }
            if (concurrency != 0) {
                body.put("concurrency", concurrency);
            }
            if (!window.isEmpty()) {
                body.set("window", window(window, zone));
            }
            if (!grace.isEmpty()) {
                body.put("grace_seconds", Words.seconds("--grace", grace));
            }
            if (!reason.isEmpty()) {
                body.put("reason", reason);
            }
            return api.post("/tenants/" + tenantId + "/migrations", body);
        }
    }

    static ObjectNode window(String window, String zone) {
        String[] ends = window.split("-", -1);
        if (ends.length != 2) {
            throw Failure.usage("--window: must be hours such as 22:00-06:00.");
        }
        ObjectNode json = Api.JSON.createObjectNode();
        json.put("from", ends[0].strip());
        json.put("to", ends[1].strip());
        json.put("zone", zone);
        return json;
    }

    @Command(
            name = "plan",
            description = "What a migration would do. Exits with 1 when something is in its way.",
            mixinStandardHelpOptions = true)
    static final class Plan extends Asked {
        Plan(Ctl ctl) {
            super(ctl);
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                JsonNode plan = send(api, true);
                if (ctl.inJson()) {
                    ctl.printJson(plan);
                } else {
                    MigrationText.plan(plan).forEach(ctl::print);
                }
                int blockers = plan.path("blockers").size();
                if (blockers > 0) {
                    throw Failure.refused(
                            blockers == 1
                                    ? "One thing is in the way."
                                    : blockers + " things are in the way.");
                }
            }
        }
    }

    @Command(
            name = "start",
            description = "Begin to move files; new ones go to the target from now on.",
            mixinStandardHelpOptions = true)
    static final class Start extends Asked {
        @Option(names = "--watch", description = "Stay until it has ended.")
        boolean watch;

        Start(Ctl ctl) {
            super(ctl);
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                JsonNode begun = send(api, false);
                show(ctl, begun);
                if (watch) {
                    new Watching(ctl, api).follow(Words.text(begun.path("id")));
                }
            }
        }
    }

    @Command(
            name = "list",
            description = "Migrations, newest first.",
            mixinStandardHelpOptions = true)
    static final class ListAll implements Runnable {
        private final Ctl ctl;

        @Option(names = "--tenant", description = "Slug or id; one's own by default.")
        String tenant = "";

        ListAll(Ctl ctl) {
            this.ctl = ctl;
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                api.each(
                        "/tenants/" + Ctl.tenant(api, tenant) + "/migrations",
                        migration -> {
                            if (ctl.inJson()) {
                                ctl.printJson(migration);
                            } else {
                                ctl.row(MigrationText.row(migration));
                            }
                        });
            }
        }
    }
}
