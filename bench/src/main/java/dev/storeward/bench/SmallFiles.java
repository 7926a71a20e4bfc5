package dev.storeward.bench;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Load;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Peer;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.server.CpuTime;
import dev.storeward.bench.server.ServerUnderTest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Files of 10 KiB, as many as a few connections get through. */
final class SmallFiles {
    private static final int BYTES = 10 << 10;
    private static final int FILES_EACH = 50;
    private static final int[] CONNECTIONS = {1, 16, 64};
    private static final int USUAL = 16;
    private static final Duration WARM_UP = Duration.ofSeconds(36);
    private static final Duration WARM_UP_STEP = Duration.ofSeconds(2);
    private static final int MANY = 64;
    private static final Duration FIRST = Duration.ofSeconds(10);

    /** The share of CPU that compiling may still take when the measuring begins. */
    private static final double QUIET = 0.05;

    private final Load load;
    private final FilesDoor door;
    private final ServerUnderTest server;

    SmallFiles(ServerUnderTest server, FilesDoor door) {
        this.server = server;
        this.load = new Load(server);
        this.door = door;
    }

    void run(Duration time, Report report) throws IOException, InterruptedException {
        List<String> files = files();
        warmUp(WARM_UP, files);
        report.section("10 KiB, encrypted, into a folder: CPU of server + database a request");
        for (int connections : CONNECTIONS) {
            report.row(upload("upload, raw body", connections, time, door.uploadRaw(BYTES)));
        }
        report.row(upload("upload, multipart form", USUAL, time, door.uploadForm(BYTES)));
        for (int connections : CONNECTIONS) {
            report.row(download(connections, time, files));
        }
    }

    /** The same with 16 connections only, under the section that is open. */
    void runOnce(Duration time, Report report) throws IOException, InterruptedException {
        List<String> files = files();
        warmUp(WARM_UP.dividedBy(2), files);
        report.section(
                "10 KiB, encrypted, onto S3Proxy in memory: CPU of server + database a request");
        report.row(upload("upload, raw body", USUAL, time, door.uploadRaw(BYTES)));
        report.row(download(USUAL, time, files));
    }

    /** The first seconds of a server against the same when it has compiled what is hot. */
    void runFirst(Report report) throws IOException, InterruptedException {
        Load.Outcome first = load.run(MANY, FIRST, uploads(door.uploadRaw(BYTES)));
        warmUp(WARM_UP, files());
        Load.Outcome later = load.run(MANY, FIRST, uploads(door.uploadRaw(BYTES)));
        report.section(
                "10 KiB uploads at 64 connections in the first 10 s after ready, against 10 s later");
        report.row(firstSeconds(first, later));
    }

    static Row firstSeconds(Load.Outcome first, Load.Outcome later) {
        double ratio = first.millis(0.99) / later.millis(0.99);
        return new Row(
                "p99 of the first seconds",
                Figures.load(first),
                "later " + Figures.load(later),
                Figures.times(ratio),
                Figures.atMost(ratio, Targets.FIRST_TO_LATER, "times"));
    }

    private List<String> files() throws IOException {
        List<String> addresses = new ArrayList<>();
        try (HttpConnection connection = new HttpConnection(server.url())) {
            for (int i = 0; i < FILES_EACH; i++) {
                addresses.add(
                        FilesDoor.address(connection.exchange(door.uploadRaw(BYTES)).expect(201)));
            }
        }
        return addresses;
    }

    /** Works until the server's JVM has compiled what is hot, or the time is over. */
    private void warmUp(Duration most, List<String> files)
            throws IOException, InterruptedException {
        long end = System.nanoTime() + most.toNanos();
        double share = 1;
        while (share > QUIET && System.nanoTime() < end) {
            double compiled = server.compilerSeconds();
            Load.Outcome up = load.run(USUAL, WARM_UP_STEP, uploads(door.uploadRaw(BYTES)));
            Load.Outcome form =
                    load.run(USUAL, WARM_UP_STEP.dividedBy(2), uploads(door.uploadForm(BYTES)));
            Load.Outcome down = load.run(USUAL, WARM_UP_STEP.dividedBy(2), downloads(files));
            share =
                    (server.compilerSeconds() - compiled)
                            / (up.cpu().server() + form.cpu().server() + down.cpu().server());
        }
    }

    private static Load.Clients uploads(Request request) {
        return number -> connection -> connection.exchange(request).expect(201);
    }

    private Load.Clients downloads(List<String> files) {
        List<Request> requests = files.stream().map(door::download).toList();
        return number ->
                new Load.Client() {
                    private int next = number;

                    @Override
                    public void once(HttpConnection connection) throws IOException {
                        HttpConnection.Answer answer =
                                connection
                                        .exchange(requests.get(next++ % requests.size()))
                                        .expect(200);
                        if (answer.body().length != BYTES) {
                            throw new IOException("A download was cut short");
                        }
                    }
                };
    }

    private Row upload(String what, int connections, Duration time, Request request)
            throws IOException, InterruptedException {
        return row(
                what,
                connections,
                load.run(connections, time, uploads(request)),
                Peer.SMALL_UP,
                Targets.SMALL_UP);
    }

    private Row download(int connections, Duration time, List<String> files)
            throws IOException, InterruptedException {
        return row(
                "download",
                connections,
                load.run(connections, time, downloads(files)),
                Peer.SMALL_DOWN,
                Targets.SMALL_DOWN);
    }

    private static Row row(
            String what, int connections, Load.Outcome outcome, CpuTime peer, double target) {
        double own = outcome.cpuMillis().total();
        return new Row(
                what + ", " + connections + " connections",
                Figures.load(outcome),
                "peer " + Figures.cpu(peer),
                Figures.times(peer.total() / own),
                Figures.atMost(own, target, "ms"));
    }
}
