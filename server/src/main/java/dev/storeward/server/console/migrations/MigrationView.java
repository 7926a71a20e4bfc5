package dev.storeward.server.console.migrations;

import dev.storeward.core.migration.Migration;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One migration.
 *
 * @param undoableUntil when its grace period ends; null while it works, and where the sources stay
 * @param reasons why files failed, of the first {@value #FAILED} that did
 * @param notice what was just done; empty when nothing was
 */
public record MigrationView(
        FrameView frame,
        MigrationListView.Row row,
        LiveView live,
        @Nullable Instant undoableUntil,
        List<Reason> reasons,
        String notice,
        ProblemView problem) {
    static final int FAILED = 100;

    public MigrationView {
        reasons = List.copyOf(reasons);
    }

    /**
     * Files that failed alike.
     *
     * @param message of the first of them
     */
    public record Reason(String code, String message, long files) {}

    public Migration migration() {
        return row.migration();
    }

    /** The address of its page. */
    public String home() {
        return "/console/migrations/" + migration().id();
    }

    /** Whether failed files can be tried again. */
    public boolean retried() {
        return switch (migration().state()) {
            case FAILED, COMPLETED_WITH_ERRORS -> true;
            case PENDING, IN_PROGRESS, COMPLETED, CANCELLED -> false;
        };
    }
}
