package dev.storeward.bench;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;

/** A server as it starts without any settings: its files lie in a folder. */
final class OnFolder {
    private OnFolder() {}

    static void run(Path launcher, Cleanup all, Choice choice, Report report)
            throws IOException, InterruptedException {
        try (Cleanup cleanup = all.part()) {
            ServerUnderTest server = ServerUnderTest.start(launcher, Map.of(), cleanup);
            FilesDoor door = new FilesDoor(server, Tenancy.create(server.database(), "small"));
            if (choice.runsFirst()) {
                new SmallFiles(server, door).runFirst(report);
            }
            if (choice.runs("small")) {
                new SmallFiles(server, door).run(choice.time(), report);
            }
            if (choice.runs("links")) {
                new Links(server, door).run(choice.time(), report);
            }
            if (choice.runs("pages")) {
                Pages.run(server, report);
            }
            report.section("Memory after all of this");
            report.row(
                    Row.plain(
                            "peak memory of the server's process",
                            Figures.mebibytes(server.peakBytes())));
        }
    }
}
