package dev.storeward.server.console.migrations;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationPlan;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.core.placement.StorageKind;
import dev.storeward.core.tenant.Tenant;
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
import gg.jte.generated.precompiled.migrations.JtelistGenerated;
import gg.jte.generated.precompiled.migrations.JtenewGenerated;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunctions;

/** Migrations of a tenant and of all, and a new one: planned first, then begun. */
public final class MigrationListRoutes implements ScreenRoutes {
    private static final String ALL = "/console/migrations";
    private static final String OF_TENANT = "/console/tenants/{id}/migrations";
    private static final int ROWS = 25;
    private static final int MOST_BACKENDS = 100;

    private final Services services;

    public MigrationListRoutes(Services services) {
        this.services = services;
    }

    /** What the screens of migrations call. */
    public record Services(
            MigrationViews views, Migrations migrations, Tenants tenants, Backends backends) {

        MigrationListView.Row row(Caller caller, Migration migration) {
            return new MigrationListView.Row(
                    migration,
                    tenants.get(caller, migration.tenantId()).name(),
                    place(caller, migration.sourceKind(), migration.sourceBackendId()),
                    place(caller, migration.targetKind(), migration.targetBackendId()));
        }

        private String place(Caller caller, StorageKind kind, @Nullable UUID backend) {
            return switch (kind) {
                case SHARED -> "Shared storage";
                case DEDICATED -> "Dedicated bucket";
                case OWN -> backend == null ? "Own buckets" : name(caller, backend);
            };
        }

        private String name(Caller caller, UUID backend) {
            try {
                return backends.get(caller, backend).name();
            } catch (ProblemException e) {
                return "A bucket that was forgotten";
            }
        }
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(ALL, screens.page(this::all))
                .GET(OF_TENANT, screens.page(this::ofTenant))
                .POST(OF_TENANT, screens.form(this::start))
                .GET(OF_TENANT + "/new", screens.page(this::planned));
    }

    private Response all(Visit visit) {
        PageRequest asked = new PageRequest(visit.query("cursor"), ROWS);
        Page<Migration> found = services.views().all(visit.caller(), asked);
        return list(visit, "Migrations", ALL, "", found);
    }

    private Response ofTenant(Visit visit) {
        UUID id = visit.id();
        PageRequest asked = new PageRequest(visit.query("cursor"), ROWS);
        Page<Migration> found = services.views().list(visit.caller(), id, asked);
        String name = services.tenants().get(visit.caller(), id).name();
        String base = ofTenant(id);
        return list(visit, "Migrations of " + name, base, base + "/new", found);
    }

    private Response list(
            Visit visit, String title, String base, String planning, Page<Migration> found) {
        MigrationListView view =
                new MigrationListView(
                        Frames.of(visit, Screen.MIGRATIONS, title),
                        planning,
                        found.items().stream()
                                .map(migration -> services.row(visit.caller(), migration))
                                .toList(),
                        PagerView.of(base, visit.query("cursor"), found.nextCursor()));
        return Html.page(200, out -> JtelistGenerated.render(out, null, view));
    }

    private Response planned(Visit visit) {
        UUID id = visit.id();
        UnaryOperator<String> sent = field -> visit.query(field).strip();
        if (sent.apply("target").isEmpty()) {
            return form(visit, 200, sent, null, ProblemView.NONE);
        }
        try {
            MigrationPlan plan =
                    services.migrations().plan(visit.caller(), id, MigrationReader.asked(sent));
            return form(visit, 200, sent, plan, ProblemView.NONE);
        } catch (ProblemException e) {
            return form(visit, sent, null, e);
        }
    }

    private Response start(Visit visit, SentForm form) {
        UUID id = visit.id();
        Tenant tenant = services.tenants().get(visit.caller(), id);
        MigrationPlan plan = null;
        try {
            NewMigration asked = MigrationReader.asked(form::text);
            plan = services.migrations().plan(visit.caller(), id, asked);
            form.requireTyped(tenant.slug());
            Migration begun =
                    services.migrations()
                            .start(visit.caller(), id, asked, InSameTransaction.nothing());
            return Html.to(ALL + "/" + begun.id() + "?done=begun");
        } catch (ProblemException e) {
            return form(visit, form::text, plan, e);
        }
    }

    private Response form(
            Visit visit,
            UnaryOperator<String> sent,
            @Nullable MigrationPlan plan,
            ProblemException e) {
        return form(
                visit,
                ProblemPages.status(e.problem()),
                sent,
                plan,
                ProblemPages.view(e.problem()));
    }

    private Response form(
            Visit visit,
            int status,
            UnaryOperator<String> sent,
            @Nullable MigrationPlan plan,
            ProblemView problem) {
        Caller caller = visit.caller();
        Tenant tenant = services.tenants().get(caller, visit.id());
        List<Backend> own =
                services
                        .backends()
                        .list(caller, tenant.id(), new PageRequest("", MOST_BACKENDS))
                        .items()
                        .stream()
                        .filter(backend -> backend.state() == Backend.State.ACTIVE)
                        .toList();
        Map<String, String> typed =
                MigrationReader.FIELDS.stream().collect(Collectors.toMap(field -> field, sent));
        MigrationPlanView view =
                new MigrationPlanView(
                        Frames.of(visit, Screen.MIGRATIONS, "Plan a migration of " + tenant.name()),
                        tenant,
                        own,
                        typed,
                        plan,
                        problem);
        return Html.page(status, out -> JtenewGenerated.render(out, null, view));
    }

    private static String ofTenant(UUID id) {
        return "/console/tenants/" + id + "/migrations";
    }
}
