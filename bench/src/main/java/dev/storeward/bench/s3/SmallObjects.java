package dev.storeward.bench.s3;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.Load;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.s3.S3Door.Ours;
import dev.storeward.bench.s3.S3Door.Place;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Objects of 10 KiB, as many as a few connections get through; every put has a key of its own. */
final class SmallObjects {
    private static final int BYTES = 10 << 10;
    private static final int READ = 50;
    private static final int[] CONNECTIONS = {1, 16, 64};
    private static final int USUAL = 16;
    private static final int WARM_UPS = 3;
    private static final Duration WARM_UP = Duration.ofSeconds(4);

    private final byte[] body = FilesDoor.randomBytes(BYTES);
    private final Place straight;
    private final List<Ours> ours;
    private int runs;

    SmallObjects(Place straight, List<Ours> ours) {
        this.straight = straight;
        this.ours = ours;
    }

    void run(Duration time, Report report) throws IOException, InterruptedException {
        List<Place> all =
                Stream.concat(ours.stream().map(Ours::place), Stream.of(straight)).toList();
        for (Place place : all) {
            prepare(place.bucket());
        }
        for (int i = 0; i < WARM_UPS; i++) {
            for (Place place : all) {
                place.bucket().load().run(USUAL, WARM_UP, puts(place.bucket()));
                place.bucket().load().run(USUAL, WARM_UP, gets(place.bucket()));
            }
        }
        for (Ours one : ours) {
            one.place().bucket().load().run(USUAL, WARM_UP, uploads(one.files()));
        }
        report.section(
                "10 KiB, encrypted: CPU of server + database a request, without S3Proxy's behind it");
        for (int connections : CONNECTIONS) {
            Load.Outcome other = puts(straight, connections, time);
            for (Ours one : ours) {
                Place place = one.place();
                report.row(
                        row(
                                "PUT " + place.name() + ", " + connections + " connections",
                                puts(place, connections, time),
                                other,
                                Targets.S3_PUT));
            }
        }
        besideFilesDoor(time, report);
        for (int connections : CONNECTIONS) {
            Load.Outcome other = gets(straight, connections, time);
            for (Ours one : ours) {
                Place place = one.place();
                report.row(
                        row(
                                "GET " + place.name() + ", " + connections + " connections",
                                gets(place, connections, time),
                                other,
                                Targets.S3_GET));
            }
        }
    }

    /** How much more a put costs than the same bytes through the files door. */
    private void besideFilesDoor(Duration time, Report report)
            throws IOException, InterruptedException {
        for (Ours one : ours) {
            report.row(
                    besideFilesDoor(
                            "PUT " + one.place().name() + " against the files door",
                            puts(one.place(), USUAL, time),
                            one.place().bucket().load().run(USUAL, time, uploads(one.files()))));
        }
    }

    static Row besideFilesDoor(String what, Load.Outcome own, Load.Outcome files) {
        return new Row(
                what,
                Figures.load(own),
                "files " + Figures.load(files),
                Figures.times(own.cpuMillis().total() / files.cpuMillis().total()),
                "");
    }

    private static Load.Clients uploads(FilesDoor files) {
        Request upload = files.uploadRaw(BYTES);
        return number -> connection -> connection.exchange(upload).expect(201);
    }

    /** The ratio is of CPU a request: how many times that of the other. */
    static Row row(String what, Load.Outcome own, Load.Outcome other, double target) {
        double ratio = own.cpuMillis().total() / other.cpuMillis().total();
        return new Row(
                what,
                Figures.load(own),
                "S3Proxy " + Figures.load(other),
                Figures.times(ratio),
                Figures.atMost(ratio, target, "times"));
    }

    private Load.Outcome puts(Place place, int connections, Duration time)
            throws IOException, InterruptedException {
        return place.bucket().load().run(connections, time, puts(place.bucket()));
    }

    private Load.Outcome gets(Place place, int connections, Duration time)
            throws IOException, InterruptedException {
        return place.bucket().load().run(connections, time, gets(place.bucket()));
    }

    private void prepare(Bucket bucket) throws IOException {
        try (HttpConnection connection = new HttpConnection(bucket.url())) {
            for (int i = 0; i < READ; i++) {
                connection.exchange(bucket.put("read/" + i, body)).expect(200);
            }
        }
    }

    private Load.Clients puts(Bucket bucket) {
        int run = runs++;
        return number ->
                new Load.Client() {
                    private int next;

                    @Override
                    public void once(HttpConnection connection) throws IOException {
                        String key = "put/" + run + "/" + number + "/" + next++;
                        connection.exchange(bucket.put(key, body)).expect(200);
                    }
                };
    }

    private static Load.Clients gets(Bucket bucket) {
        return number ->
                new Load.Client() {
                    private int next = number;

                    @Override
                    public void once(HttpConnection connection) throws IOException {
                        int length =
                                connection
                                        .exchange(bucket.get("read/" + next++ % READ))
                                        .expect(200)
                                        .body()
                                        .length;
                        if (length != BYTES) {
                            throw new IOException("A download was cut short");
                        }
                    }
                };
    }
}
