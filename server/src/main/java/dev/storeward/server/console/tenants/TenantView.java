package dev.storeward.server.console.tenants;

import dev.storeward.core.quota.Usage;
import dev.storeward.core.tenant.Plan;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;
import dev.storeward.server.console.page.Shown;
import java.util.List;

/**
 * One tenant.
 *
 * @param notice what was just done; empty when nothing was
 */
public record TenantView(
        FrameView frame, Tenant tenant, Usage usage, String notice, ProblemView problem) {

    public List<Plan> plans() {
        return List.of(Plan.values());
    }

    /** The limit of its own as it can be typed; empty where the plan's holds. */
    public String ownLimit() {
        Long own = tenant.quotaOverride();
        return own == null ? "" : SizeReader.typed(own);
    }

    /** A plan with the limit that comes with it. */
    public static String label(Plan plan) {
        return plan.wireName() + " (" + Shown.size(plan.quotaBytes()) + ")";
    }
}
