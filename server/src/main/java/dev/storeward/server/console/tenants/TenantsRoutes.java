package dev.storeward.server.console.tenants;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.quota.Usage;
import dev.storeward.core.tenant.NewTenant;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.TenantChange;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.server.console.page.Frames;
import dev.storeward.server.console.page.Frames.Screen;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.PagerView;
import dev.storeward.server.console.page.ProblemPages;
import dev.storeward.server.console.page.ProblemView;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.SentForm;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.tenants.JtelistGenerated;
import gg.jte.generated.precompiled.tenants.JtenewGenerated;
import gg.jte.generated.precompiled.tenants.JteremovalGenerated;
import gg.jte.generated.precompiled.tenants.JtetenantGenerated;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;

/** Tenants, for super admins: found, made, changed and removed. */
public final class TenantsRoutes implements ScreenRoutes {
    private static final String TENANTS = "/console/tenants";
    private static final String TENANT = TENANTS + "/{id}";
    private static final int ROWS = 25;

    private final Tenants tenants;
    private final Quotas quotas;

    public TenantsRoutes(Tenants tenants, Quotas quotas) {
        this.tenants = tenants;
        this.quotas = quotas;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(TENANTS, screens.page(this::list))
                .POST(TENANTS, screens.form(this::create))
                .GET(TENANTS + "/new", screens.page(TenantsRoutes::blank))
                .GET(TENANT, screens.page(visit -> show(visit, 200, ProblemView.NONE)))
                .POST(TENANT, screens.form(this::change))
                .GET(
                        TENANT + "/delete",
                        screens.page(visit -> removal(visit, 200, ProblemView.NONE)))
                .POST(TENANT + "/delete", screens.form(this::delete));
    }

    private Response list(Visit visit) {
        Caller caller = visit.caller();
        String search = visit.query("q").strip();
        String cursor = visit.query("cursor");
        PageRequest page = new PageRequest(cursor, ROWS);
        Page<Tenant> found =
                search.isEmpty()
                        ? tenants.list(caller, page)
                        : tenants.search(caller, search, page);
        String base =
                search.isEmpty()
                        ? TENANTS
                        : TENANTS + "?q=" + URLEncoder.encode(search, StandardCharsets.UTF_8);
        TenantListView view =
                new TenantListView(
                        Frames.of(visit, Screen.TENANTS, "Tenants"),
                        search,
                        found.items().stream()
                                .map(tenant ->
                                        new TenantListView.Row(tenant, usage(caller, tenant)))
                                .toList(),
                        PagerView.of(base, cursor, found.nextCursor()));
        return Html.page(200, out -> JtelistGenerated.render(out, null, view));
    }

    private static Response blank(Visit visit) {
        return form(
                200,
                new NewTenantView(
                        Frames.of(visit, Screen.TENANTS, "New tenant"),
                        "",
                        "",
                        "free",
                        "",
                        ProblemView.NONE));
    }

    private Response create(Visit visit, SentForm form) {
        String limit = form.text("quota_bytes");
        try {
            Tenant made =
                    tenants.create(
                            visit.caller(),
                            new NewTenant(
                                    form.text("slug"),
                                    form.text("name"),
                                    form.text("plan"),
                                    limit.isEmpty()
                                            ? null
                                            : Long.valueOf(SizeReader.bytes("quota_bytes", limit))),
                            InSameTransaction.nothing());
            return Html.to(TENANTS + "/" + made.id() + "?done=made");
        } catch (ProblemException e) {
            return form(
                    ProblemPages.status(e.problem()),
                    new NewTenantView(
                            Frames.of(visit, Screen.TENANTS, "New tenant"),
                            form.text("slug"),
                            form.text("name"),
                            form.text("plan"),
                            limit,
                            ProblemPages.view(e.problem())));
        }
    }

    private static Response form(int status, NewTenantView view) {
        return Html.page(status, out -> JtenewGenerated.render(out, null, view));
    }

    private Response show(Visit visit, int status, ProblemView problem) {
        Tenant tenant = tenants.get(visit.caller(), visit.id());
        String notice =
                switch (visit.query("done")) {
                    case "made" -> "The tenant is made. Make its first user next.";
                    case "changed" -> "The changes are kept.";
                    default -> "";
                };
        TenantView view =
                new TenantView(
                        Frames.of(visit, Screen.TENANTS, tenant.name()),
                        tenant,
                        usage(visit.caller(), tenant),
                        problem.isThere() ? "" : notice,
                        problem);
        return Html.page(status, out -> JtetenantGenerated.render(out, null, view));
    }

    private Response change(Visit visit, SentForm form) {
        UUID id = visit.id();
        String limit = form.text("quota_bytes");
        try {
            TenantChange.Quota quota =
                    limit.isEmpty()
                            ? new TenantChange.OfPlan()
                            : new TenantChange.Bytes(SizeReader.bytes("quota_bytes", limit));
            tenants.update(
                    visit.caller(),
                    id,
                    new TenantChange(form.text("plan"), form.text("name"), quota),
                    InSameTransaction.nothing());
            return Html.to(TENANTS + "/" + id + "?done=changed");
        } catch (ProblemException e) {
            return show(visit, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    private Response removal(Visit visit, int status, ProblemView problem) {
        Tenant tenant = tenants.get(visit.caller(), visit.id());
        RemovalView view =
                new RemovalView(
                        Frames.of(visit, Screen.TENANTS, "Delete " + tenant.name()),
                        tenant,
                        usage(visit.caller(), tenant),
                        problem);
        return Html.page(status, out -> JteremovalGenerated.render(out, null, view));
    }

    private Response delete(Visit visit, SentForm form) {
        UUID id = visit.id();
        Tenant tenant = tenants.get(visit.caller(), id);
        try {
            form.requireTyped(tenant.slug());
            tenants.delete(visit.caller(), id, InSameTransaction.nothing());
            return Html.to(TENANTS);
        } catch (ProblemException e) {
            return removal(visit, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    private Usage usage(Caller caller, Tenant tenant) {
        return quotas.usage(caller.in(tenant.scope()), false);
    }
}
