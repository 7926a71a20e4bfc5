package dev.storeward.bench.s3;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.HttpConnection.Drained;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.s3.S3Door.Place;
import dev.storeward.bench.server.CpuTime;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/** Objects of 256 MiB, put in parts, four at once, and read on one connection. */
final class LargeObjects {
    private static final long BYTES = 256L << 20;
    private static final double GIGABYTES = BYTES / 1e9;
    private static final long[] PARTS = {8L << 20, 64L << 20};
    private static final int AT_ONCE = 4;
    private static final int WARM_UP = 1;
    private static final int ROUNDS = 3;
    private static final String KEY = "large.bin";

    private final Place place;
    private final FilesDoor files;
    private final Place straight;

    LargeObjects(Place place, FilesDoor files, Place straight) {
        this.place = place;
        this.files = files;
        this.straight = straight;
    }

    /**
     * One transfer.
     *
     * @param cpu seconds for a gigabyte
     */
    record Transfer(double megabytesPerSecond, double cpu) {
        static Transfer of(double seconds, CpuTime cpu) {
            return new Transfer(BYTES / 1e6 / seconds, cpu.total() / GIGABYTES);
        }
    }

    private record Round(
            Transfer up,
            Transfer down,
            Transfer filesUp,
            Transfer filesDown,
            Transfer straightUp,
            Transfer straightDown) {}

    private interface Choose {
        Transfer of(Round round);
    }

    void run(Report report) throws IOException, InterruptedException {
        for (long part : PARTS) {
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < WARM_UP + ROUNDS; i++) {
                Round round = round(part);
                if (i >= WARM_UP) {
                    rounds.add(round);
                }
            }
            String parts = " in parts of " + (part >> 20) + " MiB, " + place.name();
            report.row(row("put" + parts, rounds, Round::up, Round::filesUp, Round::straightUp));
            report.row(
                    row("get" + parts, rounds, Round::down, Round::filesDown, Round::straightDown));
        }
    }

    private static Row row(
            String what, List<Round> rounds, Choose own, Choose files, Choose straight) {
        return row(what, median(rounds, own), median(rounds, files), median(rounds, straight));
    }

    /** The ratio is of speed: how many times that of the files door. */
    static Row row(String what, Transfer own, Transfer files, Transfer straight) {
        double ratio = own.megabytesPerSecond() / files.megabytesPerSecond();
        return new Row(
                what,
                figures(own),
                "files " + figures(files) + "; S3Proxy " + figures(straight),
                Figures.times(ratio),
                Figures.atLeast(ratio, Targets.S3_LARGE));
    }

    private static String figures(Transfer transfer) {
        return "%s MB/s, %s s a GB"
                .formatted(
                        Figures.number(transfer.megabytesPerSecond()),
                        Figures.number(transfer.cpu()));
    }

    private static Transfer median(List<Round> rounds, Choose choose) {
        return new Transfer(
                Figures.median(rounds, round -> choose.of(round).megabytesPerSecond()),
                Figures.median(rounds, round -> choose.of(round).cpu()));
    }

    private Round round(long part) throws IOException, InterruptedException {
        Bucket ours = place.bucket();
        Transfer up = put(ours, part);
        Transfer down = get(ours, ours.get(KEY));
        forget(ours);
        Transfer filesUp;
        Transfer filesDown;
        try (HttpConnection connection = new HttpConnection(ours.url())) {
            CpuTime before = ours.cpu().used();
            long begun = System.nanoTime();
            String address =
                    FilesDoor.address(connection.exchange(files.uploadLargeRaw(BYTES)).expect(201));
            filesUp = Transfer.of(since(begun), ours.cpu().used().since(before));
            filesDown = get(ours, files.download(address));
            connection.exchange(files.delete(address)).expect(200);
        }
        Transfer straightUp = put(straight.bucket(), part);
        Transfer straightDown = get(straight.bucket(), straight.bucket().get(KEY));
        forget(straight.bucket());
        return new Round(up, down, filesUp, filesDown, straightUp, straightDown);
    }

    private static double since(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void forget(Bucket bucket) throws IOException {
        try (HttpConnection connection = new HttpConnection(bucket.url())) {
            connection.exchange(bucket.delete(KEY)).expect(204);
        }
    }

    private static Transfer get(Bucket bucket, Request request) throws IOException {
        try (HttpConnection connection = new HttpConnection(bucket.url())) {
            CpuTime before = bucket.cpu().used();
            long begun = System.nanoTime();
            Drained drained = connection.drain(request);
            if (drained.status() != 200 || drained.bytes() != BYTES) {
                throw new IOException("A download went wrong: " + drained);
            }
            return Transfer.of(since(begun), bucket.cpu().used().since(before));
        }
    }

    private static Transfer put(Bucket bucket, long part) throws IOException, InterruptedException {
        CpuTime before = bucket.cpu().used();
        long begun = System.nanoTime();
        try (HttpConnection connection = new HttpConnection(bucket.url())) {
            String upload = bucket.begin(connection, KEY);
            List<String> etags = parts(bucket, upload, part);
            connection.exchange(bucket.complete(KEY, upload, etags)).expect(200);
        }
        return Transfer.of(since(begun), bucket.cpu().used().since(before));
    }

    /** Each of a few connections puts every so manieth part. */
    private static List<String> parts(Bucket bucket, String upload, long part)
            throws IOException, InterruptedException {
        int count = Math.toIntExact(BYTES / part);
        String[] etags = new String[count];
        List<Callable<Void>> lanes =
                IntStream.range(0, AT_ONCE)
                        .<Callable<Void>>mapToObj(lane ->
                                () -> {
                                    try (HttpConnection connection =
                                            new HttpConnection(bucket.url())) {
                                        for (int i = lane; i < count; i += AT_ONCE) {
                                            etags[i] =
                                                    connection
                                                            .exchange(
                                                                    bucket.part(
                                                                            KEY, upload, i + 1,
                                                                            part))
                                                            .expect(200)
                                                            .etag();
                                        }
                                    }
                                    return null;
                                })
                        .toList();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Void> done : threads.invokeAll(lanes)) {
                done.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("A part failed", e.getCause());
        }
        return List.of(etags);
    }
}
