package dev.storeward.cli;

import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** Commands about one migration. */
final class OneMigration {
    private OneMigration() {}

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
            MigrationCommands.show(ctl, api.get(path()));
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
            MigrationCommands.show(ctl, api.post(path() + "/" + verb, body));
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
            MigrationCommands.show(ctl, api.post(path() + "/retry", Api.JSON.createObjectNode()));
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
            MigrationCommands.show(
                    ctl, api.post(path() + "/keep-source", Api.JSON.createObjectNode()));
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
                body.set("window", MigrationCommands.window(window, zone));
            }
            if (body.isEmpty()) {
                throw Failure.usage("Say what to change: --bandwidth, --concurrency or --window.");
            }
            MigrationCommands.show(ctl, api.patch(path(), body));
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
