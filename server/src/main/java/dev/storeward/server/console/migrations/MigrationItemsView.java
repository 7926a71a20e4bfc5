package dev.storeward.server.console.migrations;

import dev.storeward.core.migration.MigrationItem;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import java.util.List;

/**
 * A page of the files of a migration.
 *
 * @param home the address of the migration's page
 * @param state only those in it are shown; empty for all
 */
public record MigrationItemsView(
        FrameView frame, String home, String state, List<MigrationItem> items, PagerView pager) {
    public MigrationItemsView {
        items = List.copyOf(items);
    }

    /** All states there are. */
    public List<MigrationItem.State> states() {
        return List.of(MigrationItem.State.values());
    }
}
