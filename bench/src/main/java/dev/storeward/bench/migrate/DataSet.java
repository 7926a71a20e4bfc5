package dev.storeward.bench.migrate;

import dev.storeward.bench.report.Figures;
import java.util.List;
import java.util.Locale;

/**
 * Files of one size.
 *
 * @param name part of prefixes and slugs
 * @param bytes of each file
 * @param oneServer whether they move between two buckets of one server
 */
record DataSet(String name, int files, long bytes, boolean oneServer) {
    private static final long MIB = 1L << 20;

    /** From this size on rclone is told to send whole objects, too. */
    private static final long LARGE = 200 * MIB;

    static final DataSet WARM_UP = new DataSet("warm", 3_000, 10 << 10, false);

    /** Beside what is small, so that both ways of sending are warm. */
    static final DataSet WARM_UP_LARGER = new DataSet("warmer", 200, MIB, false);

    /** Everything that is measured, at a percentage of its number of files. */
    static List<DataSet> all(int percent) {
        return List.of(
                new DataSet("small", share(10_000, percent), 10 << 10, false),
                new DataSet("medium", share(1_000, percent), MIB, false),
                new DataSet("large", share(8, percent), 256 * MIB, false),
                new DataSet("inside", share(10_000, percent), 10 << 10, true));
    }

    private static int share(int files, int percent) {
        return Math.max(1, files * percent / 100);
    }

    boolean large() {
        return bytes >= LARGE;
    }

    String title() {
        String size = bytes >= MIB ? bytes / MIB + " MiB" : bytes / 1024 + " KiB";
        return String.format(Locale.ROOT, "%,d × %s", files, size)
                + (oneServer
                        ? ", between two buckets of one S3Proxy"
                        : ", from one S3Proxy to another");
    }

    /** How fast all of them were moved. */
    String speed(double seconds) {
        return "%s s = %s/s, %s MB/s"
                .formatted(
                        Figures.number(seconds),
                        Figures.number(files / seconds),
                        Figures.number(files * (double) bytes / seconds / 1e6));
    }
}
