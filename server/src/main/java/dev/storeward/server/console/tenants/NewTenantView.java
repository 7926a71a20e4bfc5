package dev.storeward.server.console.tenants;

import dev.storeward.core.tenant.Plan;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;
import java.util.List;

/** The form of a new tenant, with what was typed into it before. */
public record NewTenantView(
        FrameView frame, String slug, String name, String plan, String limit, ProblemView problem) {

    public List<Plan> plans() {
        return List.of(Plan.values());
    }
}
