package dev.storeward.bench;

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

    private Main() {}

    /**
     * Runs everything, or a part of it.
     *
     * @param arguments see {@link Choice}
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        Choice choice;
        try {
            choice = Choice.of(List.of(arguments));
        } catch (IllegalArgumentException e) {
            System.err.println("storeward bench: " + e.getMessage());
            System.exit(2);
            return;
        }
        long begun = System.nanoTime();
        Report report = new Report();
        report.note(Machine.describe());
        cutOff(report);
        Path launcher = Path.of(System.getProperty("storeward.launcher", "./storeward"));
        try (Cleanup cleanup = Cleanup.ofProcess()) {
            if (choice.runs("large")) {
                OnS3.run(launcher, cleanup, choice, report);
            }
            if (choice.runs("small") || choice.runs("links") || choice.runs("pages")) {
                OnFolder.run(launcher, cleanup, choice, report);
            }
        }
        report.note(
                "The whole run took %d s.".formatted((System.nanoTime() - begun) / 1_000_000_000L));
        System.out.println(report.text());
    }

    /** Whatever happens, the run ends in time, with the rows that are there by then. */
    private static void cutOff(Report report) {
        Thread.ofPlatform()
                .daemon()
                .start(() -> {
                    try {
                        Thread.sleep(LONGEST);
                    } catch (InterruptedException e) {
                        return;
                    }
                    report.note(
                            "Cut off after %d s: this machine is too busy for the rest."
                                    .formatted(LONGEST.toSeconds()));
                    System.out.println(report.text());
                    System.exit(1);
                });
    }
}
