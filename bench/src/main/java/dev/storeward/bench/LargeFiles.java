package dev.storeward.bench;

import dev.storeward.bench.client.FilesDoor;
import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.client.HttpConnection.Drained;
import dev.storeward.bench.client.Request;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Peer;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.report.Targets;
import dev.storeward.bench.server.CpuTime;
import dev.storeward.bench.server.ServerUnderTest;
import dev.storeward.testkit.server.S3Server;
import dev.storeward.testkit.server.Signature;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** One client's files of 256 MiB, through Storeward and straight to the same S3 server in turns. */
final class LargeFiles {
    private static final long BYTES = 256L << 20;
    private static final double GIGABYTES = BYTES / 1e9;
    private static final int WARM_UP = 2;
    private static final int ROUNDS = 5;

    /** No round begins later, so that a slow machine too is done in time. */
    private static final Duration ENOUGH = Duration.ofSeconds(40);

    private final ServerUnderTest server;
    private final FilesDoor door;
    private final S3Server s3;

    LargeFiles(ServerUnderTest server, FilesDoor door, S3Server s3) {
        this.server = server;
        this.door = door;
        this.s3 = s3;
    }

    /** One transfer. */
    private record Transfer(double seconds, CpuTime cpu, double firstByteSeconds) {}

    /** The transfers of one round. */
    private record Round(
            Transfer raw,
            Transfer form,
            Transfer down,
            Transfer straightUp,
            Transfer straightDown) {}

    void run(Report report) throws IOException {
        List<Round> rounds = new ArrayList<>();
        try (HttpConnection storeward = new HttpConnection(server.url());
                HttpConnection straight = new HttpConnection(s3.endpoint())) {
            long enough = System.nanoTime() + ENOUGH.toNanos();
            for (int i = 0;
                    rounds.isEmpty() || (i < WARM_UP + ROUNDS && System.nanoTime() < enough);
                    i++) {
                Round round = round(storeward, straight);
                if (i >= WARM_UP) {
                    rounds.add(round);
                }
            }
        }
        report.section("256 MiB, one connection, encrypted, onto S3Proxy in memory");
        speed(report, "upload, raw body", rounds, Round::raw, Round::straightUp);
        speed(report, "upload, multipart form", rounds, Round::form, Round::straightUp);
        speed(report, "download", rounds, Round::down, Round::straightDown);
        cpu(report, "upload, raw body", rounds, Round::raw, Peer.GB_UP, Targets.GB_UP);
        cpu(report, "upload, multipart form", rounds, Round::form, Peer.GB_UP, Targets.GB_UP);
        cpu(report, "download", rounds, Round::down, Peer.GB_DOWN, Targets.GB_DOWN);
        double first = Figures.median(rounds, r -> r.down().firstByteSeconds());
        report.row(
                new Row(
                        "download, first byte",
                        Figures.number(first * 1000) + " ms",
                        "peer " + Figures.number(Peer.FIRST_BYTE_SECONDS * 1000) + " ms",
                        Figures.times(Peer.FIRST_BYTE_SECONDS / first),
                        ""));
    }

    private interface Choose {
        Transfer of(Round round);
    }

    private static void speed(
            Report report, String what, List<Round> rounds, Choose ours, Choose straight) {
        double own = Figures.median(rounds, r -> BYTES / 1e6 / ours.of(r).seconds());
        double other = Figures.median(rounds, r -> BYTES / 1e6 / straight.of(r).seconds());
        report.row(
                new Row(
                        what,
                        Figures.number(own) + " MB/s",
                        "straight to S3Proxy " + Figures.number(other) + " MB/s",
                        Figures.times(own / other),
                        ""));
    }

    private static void cpu(
            Report report,
            String what,
            List<Round> rounds,
            Choose ours,
            Peer.Range peer,
            double target) {
        double own = Figures.median(rounds, r -> ours.of(r).cpu().total() / GIGABYTES);
        report.row(
                new Row(
                        what + ", CPU per GB",
                        Figures.number(own) + " s",
                        "peer " + peer + " s",
                        peer.over(own),
                        Figures.atMost(own, target, "s")));
    }

    private Round round(HttpConnection storeward, HttpConnection straight) throws IOException {
        Timed raw = upload(storeward, door.uploadLargeRaw(BYTES));
        Transfer down = download(storeward, door.download(raw.address()));
        storeward.exchange(door.delete(raw.address())).expect(200);
        Timed form = upload(storeward, door.uploadLargeForm(BYTES));
        storeward.exchange(door.delete(form.address())).expect(200);
        URI endpoint = s3.endpoint();
        String path = "/" + s3.bucket() + "/straight";
        long begun = System.nanoTime();
        straight.exchange(
                        Request.large(
                                endpoint,
                                "PUT",
                                path,
                                Signature.headers(s3, "PUT", path),
                                FilesDoor.largeBody(BYTES)))
                .expect(200);
        Transfer up = new Transfer((System.nanoTime() - begun) / 1e9, new CpuTime(0, 0), 0);
        Transfer back =
                download(
                        straight,
                        Request.of(endpoint, "GET", path, Signature.headers(s3, "GET", path)));
        straight.exchange(
                        Request.of(endpoint, "DELETE", path, Signature.headers(s3, "DELETE", path)))
                .expect(204);
        return new Round(raw.transfer(), form.transfer(), down, up, back);
    }

    private record Timed(Transfer transfer, String address) {}

    private Timed upload(HttpConnection connection, Request request) throws IOException {
        CpuTime before = server.cpu();
        long begun = System.nanoTime();
        String address = FilesDoor.address(connection.exchange(request).expect(201));
        double seconds = (System.nanoTime() - begun) / 1e9;
        return new Timed(new Transfer(seconds, server.cpu().since(before), 0), address);
    }

    private Transfer download(HttpConnection connection, Request request) throws IOException {
        CpuTime before = server.cpu();
        long begun = System.nanoTime();
        Drained drained = connection.drain(request);
        if (drained.status() != 200 || drained.bytes() != BYTES) {
            throw new IOException("A download went wrong: " + drained);
        }
        return new Transfer(
                (System.nanoTime() - begun) / 1e9,
                server.cpu().since(before),
                drained.firstByteNanos() / 1e9);
    }
}
