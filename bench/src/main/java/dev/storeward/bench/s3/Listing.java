package dev.storeward.bench.s3;

import dev.storeward.bench.client.HttpConnection;
import dev.storeward.bench.report.Figures;
import dev.storeward.bench.report.Report;
import dev.storeward.bench.report.Row;
import dev.storeward.bench.s3.S3Door.Place;
import dev.storeward.bench.server.CpuTime;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A bucket of very many keys, read page by page to its end. */
final class Listing {
    private static final Pattern KEY = Pattern.compile("<Key>([^<]+)</Key>");
    private static final byte[] BODY = {1};

    private Listing() {}

    /** One reading of a whole bucket. */
    record Read(int keys, double seconds, CpuTime cpu) {}

    static void run(Place ours, Place straight, int keys, Report report) throws IOException {
        try (HttpConnection connection = new HttpConnection(straight.bucket().url())) {
            for (int i = 0; i < keys; i++) {
                connection.exchange(straight.bucket().put("listed/" + i, BODY)).expect(200);
            }
        }
        read(ours.bucket(), "");
        Read own = read(ours.bucket(), "");
        Read other = read(straight.bucket(), "listed/");
        report.section("List of 100,000 keys, 1,000 a page");
        report.row(row(own, other));
        if (own.keys() != keys) {
            throw new IOException("Listed " + own.keys() + " keys");
        }
    }

    /** The ratio is of time: how many times that of the other. */
    static Row row(Read own, Read other) {
        return new Row(
                "whole listing",
                figures(own),
                "S3Proxy " + figures(other),
                Figures.times(own.seconds() / other.seconds()),
                "");
    }

    private static String figures(Read read) {
        return "%s s, %s s CPU"
                .formatted(Figures.number(read.seconds()), Figures.number(read.cpu().total()));
    }

    private static Read read(Bucket bucket, String first) throws IOException {
        CpuTime before = bucket.cpu().used();
        long begun = System.nanoTime();
        int keys = 0;
        String after = first;
        try (HttpConnection connection = new HttpConnection(bucket.url())) {
            String page = connection.exchange(bucket.list(after)).expect(200).text();
            while (true) {
                Matcher key = KEY.matcher(page);
                while (key.find()) {
                    after = key.group(1);
                    keys++;
                }
                if (!page.contains("<IsTruncated>true<")) {
                    break;
                }
                page = connection.exchange(bucket.list(after)).expect(200).text();
            }
        }
        return new Read(keys, (System.nanoTime() - begun) / 1e9, bucket.cpu().used().since(before));
    }
}
