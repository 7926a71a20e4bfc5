package dev.storeward.bench.neighbours;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Load;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.migrate.PlatformDoor;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import dev.storeward.testkit.server.S3ProxyServer;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/**
 * How long the requests of 980 tenants take while twenty others rest, work, and work on stores that
 * are silent, lie or are full: in turns in one run, so that the machine's speed cancels out.
 */
public final class Neighbours {
    private static final String ADMIN_KEY = "bench-admin-key-" + UUID.randomUUID();
    private static final int TENANTS = 980;
    private static final int CONNECTIONS = 14;
    private static final int BYTES = 10 << 10;
    private static final int ROUNDS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(15);

    /** What the twenty do meanwhile. */
    private enum Meanwhile {
        REST,
        WORK_WELL,
        WORK_ILL
    }

    private final Load load;
    private final Twenty twenty;
    private final List<List<Request>> uploads = new ArrayList<>();
    private final List<List<Request>> downloads = new ArrayList<>();

    private Neighbours(ServerUnderTest server, Twenty twenty) {
        this.load = new Load(server);
        this.twenty = twenty;
    }

    /**
     * Runs all of it.
     *
     * @param launcher of the server
     * @param time of each load
     */
    public static void run(Path launcher, Cleanup all, Duration time, Report report)
            throws IOException, InterruptedException {
        try (Cleanup cleanup = all.part()) {
            ServerUnderTest server =
                    ServerUnderTest.start(
                            launcher, Map.of("STOREWARD_ADMIN_KEY", ADMIN_KEY), cleanup);
            try (PlatformDoor platform = new PlatformDoor(server.url(), ADMIN_KEY);
                    Twenty twenty =
                            Twenty.of(
                                    server,
                                    platform,
                                    S3ProxyServer.shared(S3ProxyServer.Storage.MEMORY))) {
                Neighbours neighbours = new Neighbours(server, twenty);
                neighbours.settle(server);
                neighbours.measure(time, report);
            }
        }
    }

    /** Each tenant with a file to read; each connection serves its own share of them. */
    private void settle(ServerUnderTest server) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            uploads.add(new ArrayList<>());
            downloads.add(new ArrayList<>());
        }
        try (HttpConnection connection = new HttpConnection(server.url())) {
            for (int i = 0; i < TENANTS; i++) {
                FilesDoor door =
                        new FilesDoor(server, Tenancy.create(server.database(), "well-" + i));
                Request upload = door.uploadRaw(BYTES);
                String address = FilesDoor.address(connection.exchange(upload).expect(201));
                uploads.get(i % CONNECTIONS).add(upload);
                downloads.get(i % CONNECTIONS).add(door.download(address));
            }
        }
    }

    private void measure(Duration time, Report report) throws IOException, InterruptedException {
        load.run(CONNECTIONS, WARM_UP, clients(uploads, 201));
        load.run(CONNECTIONS, WARM_UP.dividedBy(3), clients(downloads, 200));
        Map<Meanwhile, List<long[]>> up = new EnumMap<>(Meanwhile.class);
        Map<Meanwhile, List<long[]>> down = new EnumMap<>(Meanwhile.class);
        for (int round = 0; round < ROUNDS; round++) {
            for (Meanwhile meanwhile : Meanwhile.values()) {
                begin(meanwhile);
                up.computeIfAbsent(meanwhile, m -> new ArrayList<>())
                        .add(load.run(CONNECTIONS, time, clients(uploads, 201)).nanos());
                down.computeIfAbsent(meanwhile, m -> new ArrayList<>())
                        .add(load.run(CONNECTIONS, time, clients(downloads, 200)).nanos());
            }
        }
        twenty.rest();
        report.section(
                "Requests of 980 tenants, 10 KiB, while twenty others rest, work, or work on stores in trouble");
        report("upload", up, report);
        report("download", down, report);
    }

    private void begin(Meanwhile meanwhile) {
        switch (meanwhile) {
            case REST -> twenty.rest();
            case WORK_WELL -> twenty.workWell();
            case WORK_ILL -> twenty.workIll();
        }
    }

    /** A connection goes from tenant to tenant. */
    private static Load.Clients clients(List<List<Request>> requests, int status) {
        return number ->
                new Load.Client() {
                    private final List<Request> own = requests.get(number);
                    private int next;

                    @Override
                    public void once(HttpConnection connection) throws IOException {
                        connection.exchange(own.get(next++ % own.size())).expect(status);
                    }
                };
    }

    private static void report(String what, Map<Meanwhile, List<long[]>> nanos, Report report) {
        double alone = millis(nanos.getOrDefault(Meanwhile.REST, List.of()), 0.99);
        for (Meanwhile meanwhile : List.of(Meanwhile.WORK_WELL, Meanwhile.WORK_ILL)) {
            List<long[]> taken = nanos.getOrDefault(meanwhile, List.of());
            double ratio = millis(taken, 0.99) / alone;
            report.row(
                    new Row(
                            what
                                    + ", the twenty "
                                    + meanwhile.name().toLowerCase(Locale.ROOT).replace('_', ' '),
                            "p50 %s, p99 %s ms"
                                    .formatted(
                                            Figures.number(millis(taken, 0.5)),
                                            Figures.number(millis(taken, 0.99))),
                            "at rest p99 " + Figures.number(alone) + " ms",
                            Figures.times(ratio),
                            Figures.atMost(ratio, Targets.OTHERS_WAIT, "×")));
        }
    }

    private static double millis(List<long[]> nanos, double quantile) {
        long[] all = nanos.stream().flatMapToLong(Arrays::stream).sorted().toArray();
        return all[(int) Math.min(all.length - 1, all.length * quantile)] / 1e6;
    }
}
