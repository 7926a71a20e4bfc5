package dev.storeward.server.console.audit;

import dev.storeward.core.audit.AuditEvent;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import java.util.List;

/** A page of what was changed, newest first. */
public record AuditView(FrameView frame, List<Row> rows, PagerView pager) {
    public AuditView {
        rows = List.copyOf(rows);
    }

    /**
     * An event.
     *
     * @param details in words, one after the other
     */
    public record Row(AuditEvent event, String details) {}
}
