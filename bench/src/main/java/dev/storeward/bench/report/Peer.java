package dev.storeward.bench.report;

import dev.storeward.bench.server.CpuTime;

/**
 * What the closest open peer spent on the same work, measured once on a machine with two cores. On
 * another machine its absolute figures say little; ratios between rows of one run always hold.
 */
public final class Peer {
    public static final CpuTime SMALL_UP = new CpuTime(1.25, 1.2);
    public static final CpuTime SMALL_DOWN = new CpuTime(0.85, 0.3);
    public static final Range GB_UP = new Range(4.3, 8.1);
    public static final Range GB_DOWN = new Range(3.6, 5.2);
    public static final double FIRST_BYTE_SECONDS = 0.6;
    public static final double FIRST_PAGE_MILLIS = 1;
    public static final double LAST_PAGE_MILLIS = 25_000;

    private Peer() {}

    /** From the best case to the worst. */
    public record Range(double least, double most) {
        /** How many times more than ours. */
        public String over(double ours) {
            return Figures.number(least / ours) + "–" + Figures.times(most / ours);
        }

        @Override
        public String toString() {
            return Figures.number(least) + "–" + Figures.number(most);
        }
    }
}
