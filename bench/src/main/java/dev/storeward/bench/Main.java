package dev.storeward.bench;

import dev.storeward.bench.migrate.Migrate;
import dev.storeward.bench.migrate.MigrateChoice;
import dev.storeward.bench.neighbours.Neighbours;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Measures a whole server from outside and prints one table. */
public final class Main {
    private static final Duration LONGEST = Duration.ofSeconds(225);
    private static final Duration LONGEST_MOVE = Duration.ofMinutes(10);

    private Main() {}

    /** What was asked for, once its options were understood. */
    private interface Work {
        void run(Path launcher, Cleanup cleanup, Report report)
                throws IOException, InterruptedException;
    }

    /**
     * Runs everything, or a part of it; with {@code migrate} as the first argument, the moves of
     * tenants instead.
     *
     * @param arguments see {@link Choice} and {@link MigrateChoice}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        boolean moves = !options.isEmpty() && options.getFirst().equals("migrate");
        Work work;
        try {
            work = moves ? moves(options.subList(1, options.size())) : loads(options);
        } catch (IllegalArgumentException e) {
            System.err.println("storeward bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        long begun = System.nanoTime();
        Report report = new Report();
        report.note(Machine.describe());
        cutOff(report, moves ? LONGEST_MOVE : LONGEST);
        Path launcher = Path.of(System.getProperty("storeward.launcher", "./storeward"));
        try (Cleanup cleanup = Cleanup.ofProcess()) {
            work.run(launcher, cleanup, report);
        }
        report.note(
                "The whole run took %d s.".formatted((System.nanoTime() - begun) / 1_000_000_000L));
        System.out.println(report.text());
    }

    private static Work moves(List<String> options) {
        MigrateChoice choice = MigrateChoice.of(options);
        return (launcher, cleanup, report) -> Migrate.run(launcher, cleanup, choice, report);
    }

    private static Work loads(List<String> options) {
        Choice choice = Choice.of(options);
        return (launcher, cleanup, report) -> {
            if (choice.runs("large")) {
                OnS3.run(launcher, cleanup, choice, report);
            }
            if (choice.runs("small")
                    || choice.runs("links")
                    || choice.runs("pages")
                    || choice.runsFirst()) {
                OnFolder.run(launcher, cleanup, choice, report);
            }
            if (choice.runsNeighbours()) {
                Neighbours.run(launcher, cleanup, choice.time(), report);
            }
        };
    }

    /** Whatever happens, the run ends in time, with the rows that are there by then. */
    private static void cutOff(Report report, Duration longest) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        Thread.sleep(longest);
                    } catch (InterruptedException e) {
                        return;
                    }
                    report.note(
                            "Cut off after %d s: this machine is too busy for the rest."
                                    .formatted(longest.toSeconds()));
                    System.out.println(report.text());
                    System.exit(1);
                });
    }
}
