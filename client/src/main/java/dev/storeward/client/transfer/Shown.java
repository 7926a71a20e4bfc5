package dev.storeward.client.transfer;

/** Progress that was told already is not told again when bytes are sent once more. */
final class Shown implements Progress {
    private final Progress to;
    private long told;
    private long at;

    Shown(Progress to, long from) {
        this.to = to;
        this.told = from;
        this.at = from;
    }

    /** Bytes are sent again from here on. */
    synchronized void backTo(long offset) {
        at = offset;
    }

    @Override
    public synchronized void advanced(long bytes) {
        at += bytes;
        if (at > told) {
            to.advanced(at - told);
            told = at;
        }
    }
}
