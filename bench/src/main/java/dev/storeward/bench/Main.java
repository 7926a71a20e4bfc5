package dev.storeward.bench;

import dev.storeward.bench.report.Report;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.Machine;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Measures a whole server from outside and prints one table. */
public final class Main {
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
}
