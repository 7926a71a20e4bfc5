package dev.storeward.server.console.page;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The way to the other pages of a list.
 *
 * @param first empty on the first page
 * @param next empty on the last page
 */
public record PagerView(String first, String next) {

    /**
     * Of a list that is read by cursors.
     *
     * @param base the list's address, with what it is narrowed by
     * @param cursor of the page that is shown; empty for the first
     * @param nextCursor null or empty on the last page
     */
    public static PagerView of(String base, String cursor, @Nullable String nextCursor) {
        boolean more = nextCursor != null && !nextCursor.isEmpty();
        return new PagerView(
                cursor.isEmpty() ? "" : base,
                more
                        ? base + (base.contains("?") ? "&" : "?") + "cursor=" + encoded(nextCursor)
                        : "");
    }

    private static String encoded(@Nullable String text) {
        return URLEncoder.encode(text == null ? "" : text, StandardCharsets.UTF_8);
    }
}
