package dev.storeward.bench;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.Load;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Peer;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import java.io.IOException;
import java.time.Duration;

/** The listing of a user with very many files. */
final class Pages {
    private static final int FILES = 100_000;
    private static final int PAGE_SIZE = 20;
    private static final Duration TIME = Duration.ofSeconds(2);

    private Pages() {}

    static void run(ServerUnderTest server, Report report)
            throws IOException, InterruptedException {
        Tenancy tenancy = Tenancy.create(server.database(), "pages");
        tenancy.fill(server.database(), FILES);
        FilesDoor door = new FilesDoor(server, tenancy);
        Request first = door.page(1, PAGE_SIZE);
        Request last = door.page(FILES / PAGE_SIZE, PAGE_SIZE);
        Request middle = door.page(FILES / PAGE_SIZE / 2, PAGE_SIZE);
        Load load = new Load(server);
        for (Request request : new Request[] {first, last, middle}) {
            load.run(1, TIME, pages(request));
        }
        double ofFirst = load.run(1, TIME, pages(first)).millis(0.5);
        double ofLast = load.run(1, TIME, pages(last)).millis(0.5);
        double ofMiddle = load.run(1, TIME, pages(middle)).millis(0.5);
        report.section("Listing of 100,000 files, 20 a page, median of one connection");
        report.row(Row.plain("first page", Figures.number(ofFirst) + " ms"));
        report.row(
                new Row(
                        "last page",
                        Figures.number(ofLast) + " ms",
                        "first page; peer "
                                + Figures.number(Peer.LAST_PAGE_MILLIS / Peer.FIRST_PAGE_MILLIS)
                                + "×",
                        Figures.times(ofLast / ofFirst),
                        Figures.atMost(ofLast / ofFirst, Targets.LAST_TO_FIRST_PAGE, "×")));
        report.row(
                new Row(
                        "page in the middle",
                        Figures.number(ofMiddle) + " ms",
                        "first page",
                        Figures.times(ofMiddle / ofFirst),
                        ""));
    }

    private static Load.Clients pages(Request request) {
        return number -> connection -> connection.exchange(request).expect(200);
    }
}
