package dev.storeward.server.console.audit;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.audit.AuditEvent;
import dev.storeward.core.audit.AuditLog;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.console.page.Frames;
import dev.storeward.server.console.page.Frames.Screen;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.PagerView;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.audit.JteauditGenerated;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;

/** What was changed by whom, in a tenant or everywhere. */
public final class AuditRoutes implements ScreenRoutes {
    private static final String ALL = "/console/audit";
    private static final int ROWS = 50;

    private final AuditLog audit;
    private final Tenants tenants;

    public AuditRoutes(AuditLog audit, Tenants tenants) {
        this.audit = audit;
        this.tenants = tenants;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(ALL, screens.page(this::all))
                .GET("/console/tenants/{id}/audit", screens.page(this::ofTenant));
    }

    private Response all(Visit visit) {
        PageRequest asked = new PageRequest(visit.query("cursor"), ROWS);
        return page(visit, "Audit", ALL, audit.all(visit.caller(), asked));
    }

    private Response ofTenant(Visit visit) {
        UUID id = visit.id();
        PageRequest asked = new PageRequest(visit.query("cursor"), ROWS);
        Page<AuditEvent> found = audit.ofTenant(visit.caller(), id, asked);
        String name = tenants.get(visit.caller(), id).name();
        return page(visit, "Audit of " + name, "/console/tenants/" + id + "/audit", found);
    }

    private static Response page(Visit visit, String title, String base, Page<AuditEvent> found) {
        AuditView view =
                new AuditView(
                        Frames.of(visit, Screen.AUDIT, title),
                        found.items().stream().map(AuditMapper::row).toList(),
                        PagerView.of(base, visit.query("cursor"), found.nextCursor()));
        return Html.page(200, out -> JteauditGenerated.render(out, null, view));
    }
}
