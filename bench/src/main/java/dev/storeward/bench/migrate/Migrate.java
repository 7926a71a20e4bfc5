package dev.storeward.bench.migrate;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.server.Cleanup;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.bench.server.Tenancy;
import dev.storeward.testkit.server.S3ProxyServer;
import dev.storeward.testkit.server.S3Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Moves tenants between two S3Proxy servers, which keep their objects in files, and has rclone copy
 * and check the same objects between the same servers in turn.
 */
public final class Migrate {
    private static final String ADMIN_KEY = "bench-admin-key-" + UUID.randomUUID();

    /** Each way once: there and back. */
    private static final int ROUNDS = 2;

    private final S3Server one;
    private final S3Server two;
    private final S3Server beside;
    private final ServerUnderTest server;
    private final PlatformDoor platform;
    private final Rclone rclone;
    private final Report report;

    private Migrate(
            S3Server one,
            S3Server two,
            ServerUnderTest server,
            PlatformDoor platform,
            Rclone rclone,
            Report report)
            throws IOException, InterruptedException {
        this.one = one;
        this.two = two;
        this.beside = one.createBucket("beside");
        this.server = server;
        this.platform = platform;
        this.rclone = rclone;
        this.report = report;
    }

    /**
     * Runs what was chosen; says so in one line where rclone is missing.
     *
     * @param launcher of the server
     */
    public static void run(Path launcher, Cleanup all, MigrateChoice choice, Report report)
            throws IOException, InterruptedException {
        Optional<Rclone> rclone = Rclone.find();
        if (rclone.isEmpty()) {
            report.note(
                    "Skipped: rclone is not installed (apt-get install rclone), and without it"
                            + " there is nothing to compare with.");
            return;
        }
        report.note(rclone.orElseThrow().version() + ", server with a heap of 256 MiB");
        try (Cleanup cleanup = all.part()) {
            S3Server one = S3ProxyServer.another(S3ProxyServer.Storage.FOLDER);
            S3Server two = S3ProxyServer.another(S3ProxyServer.Storage.FOLDER);
            ServerUnderTest server =
                    ServerUnderTest.start(
                            launcher,
                            Map.of(
                                    "STOREWARD_ADMIN_KEY",
                                    ADMIN_KEY,
                                    "STOREWARD_JAVA_OPTS",
                                    "-Xmx256m"),
                            cleanup);
            try (PlatformDoor platform = new PlatformDoor(server.url(), ADMIN_KEY)) {
                new Migrate(one, two, server, platform, rclone.orElseThrow(), report).run(choice);
            }
        }
    }

    private void run(MigrateChoice choice) throws IOException, InterruptedException {
        warmUp(DataSet.WARM_UP);
        warmUp(DataSet.WARM_UP_LARGER);
        for (DataSet set : DataSet.all(choice.percent())) {
            if (choice.runs(set)) {
                report.section(set.title());
                measure(set);
            }
        }
        report.row(
                Row.plain(
                        "peak memory of the server's process",
                        Figures.mebibytes(server.peakBytes())));
    }

    /** A tenant with its files at the first of two backends. */
    private record Moving(UUID tenant, End first, End second) {
        End from(int round) {
            return round % 2 == 0 ? first : second;
        }

        End to(int round) {
            return round % 2 == 0 ? second : first;
        }
    }

    /** A backend, and where it is. */
    private record End(UUID backend, Rclone.Place place) {}

    private Moving prepare(DataSet set) throws IOException, InterruptedException {
        Tenancy tenancy = Tenancy.create(server.database(), set.name());
        UUID tenant = tenancy.tenantId();
        End first = end(tenant, "first", one, set.name() + "-1");
        End second = end(tenant, "second", set.oneServer() ? beside : two, set.name() + "-2");
        platform.place(tenant, first.backend());
        Upload.all(server, new FilesDoor(server, tenancy), set);
        return new Moving(tenant, first, second);
    }

    private End end(UUID tenant, String name, S3Server bucket, String prefix)
            throws IOException, InterruptedException {
        return new End(
                platform.backend(tenant, name, bucket, prefix), new Rclone.Place(bucket, prefix));
    }

    private void warmUp(DataSet set) throws IOException, InterruptedException {
        Moving moving = prepare(set);
        for (int round = 0; round < ROUNDS; round++) {
            move(moving, round, set);
        }
    }

    private double move(Moving moving, int round, DataSet set)
            throws IOException, InterruptedException {
        return platform.migrate(
                moving.tenant(), moving.from(round).backend(), moving.to(round).backend(), set);
    }

    private void measure(DataSet set) throws IOException, InterruptedException {
        Moving moving = prepare(set);
        double copied = 0;
        double checked = 0;
        double ours = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Rclone.Place from = moving.from(round).place();
            Rclone.Place to =
                    new Rclone.Place(moving.to(round).place().server(), "rclone-" + set.name());
            copied += rclone.copy(from, to, set.large());
            checked += rclone.check(from, to);
            ours += move(moving, round, set);
        }
        row(set, "against rclone copy and check", ours, copied + checked, Targets.MOVE_VERIFIED);
        row(set, "against rclone copy alone", ours, copied, Targets.MOVE_COPIED);
    }

    private void row(DataSet set, String what, double ours, double theirs, double target) {
        double ratio = theirs / ours;
        report.row(
                new Row(
                        what,
                        set.speed(ours / ROUNDS),
                        set.speed(theirs / ROUNDS),
                        Figures.times(ratio),
                        Figures.atLeast(ratio, target)));
    }
}
