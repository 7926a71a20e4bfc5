package dev.storeward.server.console.home;

import dev.storeward.core.quota.Usage;
import dev.storeward.server.console.page.FrameView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The first screen.
 *
 * @param usage of the caller's tenant; null where none is chosen
 * @param steps that lead a new installation to its first file; empty when there is nothing to begin
 * @param inTenant keeps links in the tenant that was chosen
 */
public record HomeView(FrameView frame, @Nullable Usage usage, List<Step> steps, String inTenant) {
    public HomeView {
        steps = List.copyOf(steps);
    }

    /**
     * A step of the guide.
     *
     * @param url where it is done; empty while those before it are not
     */
    public record Step(String title, String text, String url, String action, boolean done) {}
}
