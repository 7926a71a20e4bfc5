package dev.storeward.server.console.page;

import java.time.Instant;
import java.util.List;

/**
 * What stands around every screen of somebody who is signed in.
 *
 * @param title of the screen
 * @param formToken what every form of the page must hold
 */
public record FrameView(
        String title,
        List<Entry> navigation,
        String email,
        String role,
        String tenant,
        String formToken,
        Instant sessionEnds) {
    public FrameView {
        navigation = List.copyOf(navigation);
    }

    /**
     * A screen that can be gone to.
     *
     * @param icon the name of a picture in the template of the frame
     * @param here whether it is the one that is shown
     */
    public record Entry(String label, String url, String icon, boolean here) {}

    /** Without what forms are proven by. */
    @Override
    public String toString() {
        return "FrameView[" + title + "]";
    }
}
