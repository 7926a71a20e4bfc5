package dev.storeward.server.console.migrations;

import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;

/**
 * What the end or the undoing of a migration would do, before it is done.
 *
 * @param undoing whether it is rolled back; else it is cancelled
 */
public record ConfirmationView(
        FrameView frame,
        MigrationListView.Row row,
        Tenant tenant,
        boolean undoing,
        ProblemView problem) {

    /** The address of the migration's page. */
    public String home() {
        return "/console/migrations/" + row.migration().id();
    }
}
