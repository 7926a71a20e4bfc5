package dev.storeward.server.console.migrations;

import dev.storeward.core.backend.Backend;
import dev.storeward.core.migration.MigrationPlan;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.server.console.page.FrameView;
import dev.storeward.server.console.page.ProblemView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A migration that is planned.
 *
 * @param backends the tenant's own that are in use
 * @param typed the form's fields as they were sent
 * @param plan what it would do; null before a target was chosen
 */
public record MigrationPlanView(
        FrameView frame,
        Tenant tenant,
        List<Backend> backends,
        Map<String, String> typed,
        @Nullable MigrationPlan plan,
        ProblemView problem) {
    private static final int ALMOST = 59;

    public MigrationPlanView {
        backends = List.copyOf(backends);
        typed = Map.copyOf(typed);
    }

    /** A field as it was sent; empty when it was not. */
    public String of(String field) {
        return typed.getOrDefault(field, "");
    }

    /** How long it takes, 1 or more; 1 too where that is not known. */
    public long minutes() {
        Duration duration = plan == null ? null : plan.duration();
        return duration == null ? 1 : Math.max(1, duration.plusSeconds(ALMOST).toMinutes());
    }

    /** Whether nothing stands in the way of what is planned. */
    public boolean startable() {
        return plan != null && plan.blockers().isEmpty() && plan.files() > 0;
    }
}
