package dev.storeward.cli.files;

import dev.storeward.cli.command.Words;
import dev.storeward.client.transfer.Progress;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** One line that says how far a transfer is, drawn over itself. Safe for use by several threads. */
final class ProgressBar implements Progress, AutoCloseable {
    private static final int WIDTH = 24;
    private static final Duration BETWEEN = Duration.ofMillis(200);

    private final PrintWriter out;
    private final InstantSource clock;
    private final String what;
    private final long total;
    private final Instant began;
    private Instant drawn = Instant.MIN;
    private long done;

    ProgressBar(PrintWriter out, InstantSource clock, String what, long total) {
        this.out = out;
        this.clock = clock;
        this.what = what;
        this.total = total;
        this.began = clock.instant();
    }

    @Override
    public synchronized void advanced(long bytes) {
        done += bytes;
        Instant now = clock.instant();
        if (drawn.equals(Instant.MIN) || Duration.between(drawn, now).compareTo(BETWEEN) >= 0) {
            draw(now);
        }
    }

    private void draw(Instant now) {
        drawn = now;
        out.print("\r\u001b[K" + line(what, done, total, Duration.between(began, now)));
        out.flush();
    }

    /** What is drawn: name, bar, percent, bytes, rate, time left. */
    static String line(String what, long done, long total, Duration since) {
        double part = total == 0 ? 1 : Math.min(1, (double) done / total);
        int full = (int) (part * WIDTH);
        long rate = since.toMillis() < 500 ? 0 : done * 1000 / since.toMillis();
        return what
                + "  ["
                + "#".repeat(full)
                + " ".repeat(WIDTH - full)
                + "] "
                + (int) (part * 100)
                + " %  "
                + Words.size(done)
                + " of "
                + Words.size(total)
                + (rate == 0
                        ? ""
                        : "  " + Words.size(rate) + "/s, " + (total - done) / rate + " s left");
    }

    @Override
    public synchronized void close() {
        if (!drawn.equals(Instant.MIN)) {
            draw(clock.instant());
            out.println();
        }
    }
}
