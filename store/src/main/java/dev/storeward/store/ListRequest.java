package dev.storeward.store;

/**
 * Which objects to list.
 *
 * @param prefix compared byte by byte, empty for all
 * @param cursor what the page before answered, empty for the first page
 * @param limit 1 to 1000
 */
public record ListRequest(String prefix, String cursor, int limit) {
    public ListRequest {
        if (limit < 1 || limit > 1000) {
            throw new IllegalArgumentException("limit is 1 to 1000");
        }
    }
}
