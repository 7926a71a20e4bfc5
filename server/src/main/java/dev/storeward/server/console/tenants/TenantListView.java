package dev.storeward.server.console.tenants;

import dev.storeward.core.quota.Usage;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.PagerView;
import java.util.List;

/**
 * A page of tenants.
 *
 * @param search what slugs or names begin with; empty for all
 */
public record TenantListView(FrameView frame, String search, List<Row> rows, PagerView pager) {
    public TenantListView {
        rows = List.copyOf(rows);
    }

    /** A tenant with what it uses. */
    public record Row(Tenant tenant, Usage usage) {}
}
