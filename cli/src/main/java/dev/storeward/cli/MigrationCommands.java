package dev.storeward.cli;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
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
                .addSubcommand(new Show(ctl))
                .addSubcommand(new Watch(ctl))
                .addSubcommand(new Cancel(ctl))
                .addSubcommand(new Retry(ctl))
                .addSubcommand(new Rollback(ctl))
                .addSubcommand(new KeepSource(ctl))
                .addSubcommand(new Limits(ctl))
                .addSubcommand(new Items(ctl))
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

    /** A command about one migration. */
    abstract static class OfOne implements Runnable {
        final Ctl ctl;

        @Parameters(paramLabel = "MIGRATION", description = "Its id.")
        String id = "";

        OfOne(Ctl ctl) {
            this.ctl = ctl;
        }

        String path() {
            return "/migrations/" + Api.encoded(id);
        }

        @Override
        public void run() {
            try (Api api = ctl.api()) {
                run(api);
            }
        }

        abstract void run(Api api);
    }

    @Command(
            name = "show",
            description = "How far a migration is.",
            mixinStandardHelpOptions = true)
    static final class Show extends OfOne {
        Show(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            show(ctl, api.get(path()));
        }
    }

    @Command(
            name = "watch",
            description =
                    "Follow a migration to its end. Exits with 1 when it did not complete whole.",
            mixinStandardHelpOptions = true)
    static final class Watch extends OfOne {
        Watch(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            new Watching(ctl, api).follow(id);
        }
    }

    /** A command that changes a migration and may say why. */
    abstract static class Reasoned extends OfOne {
        private final String verb;

        @Option(names = "--reason", description = "Kept with the migration.")
        String reason = "";

        Reasoned(Ctl ctl, String verb) {
            super(ctl);
            this.verb = verb;
        }

        @Override
        void run(Api api) {
            ObjectNode body = Api.JSON.createObjectNode();
            if (!reason.isEmpty()) {
                body.put("reason", reason);
            }
            show(ctl, api.post(path() + "/" + verb, body));
        }
    }

    @Command(
            name = "cancel",
            description = "End a migration now; every file stays readable where it is.",
            mixinStandardHelpOptions = true)
    static final class Cancel extends Reasoned {
        Cancel(Ctl ctl) {
            super(ctl, "cancel");
        }
    }

    @Command(
            name = "rollback",
            description = "Move everything back, files written since included.",
            mixinStandardHelpOptions = true)
    static final class Rollback extends Reasoned {
        Rollback(Ctl ctl) {
            super(ctl, "rollback");
        }
    }

    @Command(
            name = "retry",
            description = "Try the files again that failed.",
            mixinStandardHelpOptions = true)
    static final class Retry extends OfOne {
        Retry(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            show(ctl, api.post(path() + "/retry", Api.JSON.createObjectNode()));
        }
    }

    @Command(
            name = "keep-source",
            description = "Keep the objects of the source for good.",
            mixinStandardHelpOptions = true)
    static final class KeepSource extends OfOne {
        KeepSource(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            show(ctl, api.post(path() + "/keep-source", Api.JSON.createObjectNode()));
        }
    }

    @Command(
            name = "limits",
            description = "Change the limits of a migration while it runs.",
            mixinStandardHelpOptions = true)
    static final class Limits extends OfOne {
        private static final String NONE = "none";

        @Option(names = "--bandwidth", description = "Bytes a second such as 50MiB, or none.")
        String bandwidth = "";

        @Option(names = "--concurrency", description = "Files at the same time, 1 to 64.")
        int concurrency;

        @Option(names = "--window", description = "Hours such as 22:00-06:00, or none.")
        String window = "";

        @Option(names = "--zone", description = "The time zone of the window; UTC by default.")
        String zone = "UTC";

        Limits(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            ObjectNode body = Api.JSON.createObjectNode();
            if (bandwidth.equals(NONE)) {
                body.putNull("bandwidth_bytes_per_second");
            } else if (!bandwidth.isEmpty()) {
                body.put("bandwidth_bytes_per_second", Words.bytes("--bandwidth", bandwidth));
            }
            if (concurrency != 0) {
                body.put("concurrency", concurrency);
            }
            if (window.equals(NONE)) {
                body.putNull("window");
            } else if (!window.isEmpty()) {
                body.set("window", window(window, zone));
            }
            if (body.isEmpty()) {
                throw Failure.usage("Say what to change: --bandwidth, --concurrency or --window.");
            }
            show(ctl, api.patch(path(), body));
        }
    }

    @Command(
            name = "items",
            description = "The files of a migration: status, object name, code, message.",
            mixinStandardHelpOptions = true)
    static final class Items extends OfOne {
        @Option(names = "--state", description = "waiting, migrated, skipped or failed.")
        String state = "";

        Items(Ctl ctl) {
            super(ctl);
        }

        @Override
        void run(Api api) {
            String query = state.isEmpty() ? "" : "?state=" + Api.encoded(state);
            api.each(
                    path() + "/items" + query,
                    item -> {
                        if (ctl.inJson()) {
                            ctl.printJson(item);
                        } else {
                            ctl.row(
                                    List.of(
                                            Words.text(item.path("status")),
                                            Words.text(item.path("object_name")),
                                            Words.text(item.path("code")),
                                            Words.text(item.path("message"))));
                        }
                    });
        }
    }
}
