package dev.storeward.bench.report;

/** What a request may cost at most, server and database together. */
public final class Targets {
    /** Milliseconds of CPU. */
    public static final double SMALL_UP = 0.8;

    public static final double SMALL_DOWN = 0.3;

    /** Seconds of CPU. */
    public static final double GB_UP = 1.5;

    public static final double GB_DOWN = 0.6;

    public static final double LAST_TO_FIRST_PAGE = 2;

    /** How many times as long others' slowest requests may take beside tenants in trouble. */
    public static final double OTHERS_WAIT = 2;

    /** How many times as long the slowest requests of a server's first seconds may take. */
    public static final double FIRST_TO_LATER = 2;

    /** How many times as fast as rclone's copy and check together. */
    public static final double MOVE_VERIFIED = 1.3;

    /** How many times as fast as rclone's copy, which proves nothing. */
    public static final double MOVE_COPIED = 1;

    /** How many times S3Proxy's own CPU a request of the S3 door may take. */
    public static final double S3_GET = 2;

    public static final double S3_PUT = 2.5;

    /** How many times as fast as the files door the S3 door moves a large file. */
    public static final double S3_LARGE = 1;

    private Targets() {}
}
