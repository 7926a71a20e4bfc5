package dev.storeward.server.console.migrations;

import dev.storeward.core.migration.Migration;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import java.util.List;

/**
 * A page of migrations, newest first.
 *
 * @param planning where another one is planned; empty where no tenant was chosen
 */
public record MigrationListView(FrameView frame, String planning, List<Row> rows, PagerView pager) {
    public MigrationListView {
        rows = List.copyOf(rows);
    }

    /** A migration, with its tenant's name and the names of its places. */
    public record Row(Migration migration, String tenant, String from, String to) {}
}
