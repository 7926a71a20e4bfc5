package dev.storeward.core.migration.share;

/** How many bytes a second lately. Belongs to one thread. */
public final class Rate {
    private static final double WEIGHT = 0.3;

    private long at;
    private long bytes;
    private double rate;

    public Rate(long startedAt) {
        this.at = startedAt;
    }

    /** The rate, now that so many bytes have passed in all. */
    public long at(long now, long total) {
        if (now > at) {
            double last = (total - bytes) * 1000.0 / (now - at);
            rate = rate == 0 ? last : rate * (1 - WEIGHT) + last * WEIGHT;
            at = now;
            bytes = total;
        }
        return Math.round(rate);
    }
}
