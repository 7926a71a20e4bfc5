package dev.storeward.core.file;

/**
 * A page by number in a listing of known length.
 *
 * @param page from 1
 * @param size entries of a full page
 * @param total entries of the listing
 */
record PagePosition(long page, int size, long total) {

    private long skip() {
        return Math.multiplyExact(page - 1, (long) size);
    }

    /** How many entries this page holds; 0 behind the end. */
    int count() {
        return Math.clamp(total - skip(), 0, size);
    }

    boolean isNearerToEnd() {
        return skip() > total / 2;
    }

    long skipFromNearerEnd() {
        return isNearerToEnd() ? Math.max(0, total - skip() - count()) : skip();
    }
}
