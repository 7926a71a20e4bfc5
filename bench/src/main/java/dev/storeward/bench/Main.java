package dev.storeward.bench;

import dev.storeward.bench.migrate.Migrate;
import dev.storeward.bench.migrate.MigrateChoice;
import dev.storeward.bench.neighbours.Neighbours;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.s3.S3Choice;
import dev.storeward.bench.s3.S3Door;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Measures a whole server from outside and prints one table. */
public final class Main {
    private static final Duration LONGEST = Duration.ofSeconds(225);
    private static final Duration LONGEST_OTHERS = Duration.ofMinutes(10);

    private Main() {}

    /** What was asked for, once its options were understood. */
    private interface Work {
        void run(Path launcher, Cleanup cleanup, Report report)
                throws IOException, InterruptedException;
    }

    /**
     * Runs everything, or a part of it; with {@code migrate} or {@code s3} as the first argument,
     * the moves of tenants or the S3 door instead.
     *
     * @param arguments see {@link Choice}, {@link MigrateChoice} and {@link S3Choice}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        String first = options.isEmpty() ? "" : options.getFirst();
        boolean moves = first.equals("migrate");
        boolean s3 = first.equals("s3");
        Work work;
        try {
            List<String> rest = moves || s3 ? options.subList(1, options.size()) : options;
            work = moves ? moves(rest) : s3 ? s3(rest) : loads(rest);
        } catch (IllegalArgumentException e) {
            System.err.println("storeward bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        long begun = System.nanoTime();
        Report report = new Report();
        report.note(Machine.describe());
        cutOff(report, moves || s3 ? LONGEST_OTHERS : LONGEST);
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

    private static Work s3(List<String> options) {
        S3Choice choice = S3Choice.of(options);
        return (launcher, cleanup, report) -> S3Door.run(launcher, cleanup, choice, report);
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
