package dev.storeward.server.console.migrations;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationItem;
import dev.storeward.core.migration.request.Rollback;
import dev.storeward.core.tenant.Tenant;
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
import gg.jte.generated.precompiled.migrations.JteconfirmGenerated;
import gg.jte.generated.precompiled.migrations.JteitemsGenerated;
import gg.jte.generated.precompiled.migrations.JtemigrationGenerated;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunctions;

/** One migration: watched, changed, ended, tried again, undone. */
public final class MigrationRoutes implements ScreenRoutes {
    private static final String MIGRATIONS = "/console/migrations/";
    private static final String MIGRATION = MIGRATIONS + "{id}";
    private static final int ROWS = 50;

    private final MigrationListRoutes.Services services;

    public MigrationRoutes(MigrationListRoutes.Services services) {
        this.services = services;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(MIGRATION, screens.page(visit -> show(visit, 200, ProblemView.NONE)))
                .POST(MIGRATION, screens.form(this::limits))
                .GET(MIGRATION + "/items", screens.page(this::items))
                .POST(MIGRATION + "/retry", screens.form((visit, form) -> retry(visit)))
                .POST(MIGRATION + "/keep-source", screens.form((visit, form) -> keep(visit)))
                .GET(
                        MIGRATION + "/cancel",
                        screens.page(visit -> confirm(visit, false, 200, ProblemView.NONE)))
                .POST(MIGRATION + "/cancel", screens.form(this::cancel))
                .GET(
                        MIGRATION + "/rollback",
                        screens.page(visit -> confirm(visit, true, 200, ProblemView.NONE)))
                .POST(MIGRATION + "/rollback", screens.form(this::rollback));
    }

    private Response show(Visit visit, int status, ProblemView problem) {
        Caller caller = visit.caller();
        Migration migration = services.views().get(caller, visit.id());
        MigrationListView.Row row = services.row(caller, migration);
        List<MigrationItem> failed =
                migration.progress().failedFiles() == 0
                        ? List.of()
                        : services.views()
                                .items(
                                        caller,
                                        migration.id(),
                                        MigrationItem.State.FAILED,
                                        new PageRequest("", MigrationView.FAILED))
                                .items();
        MigrationView view =
                new MigrationView(
                        Frames.of(visit, Screen.MIGRATIONS, "Migration of " + row.tenant()),
                        row,
                        MigrationMapper.live(migration),
                        MigrationMapper.undoableUntil(migration),
                        MigrationMapper.reasons(failed),
                        problem.isThere() ? "" : notice(visit.query("done")),
                        problem);
        return Html.page(status, out -> JtemigrationGenerated.render(out, null, view));
    }

    private static String notice(String done) {
        return switch (done) {
            case "begun" -> "The migration has begun. New files go to the target from now on.";
            case "undoing" -> "The rollback has begun.";
            case "limits" -> "The new limits hold within seconds.";
            case "retry" -> "What failed is tried again.";
            case "kept" -> "The objects at the source stay.";
            case "cancelled" -> "The migration is cancelled. Each file stays readable where it is.";
            default -> "";
        };
    }

    private Response limits(Visit visit, SentForm form) {
        return changed(
                visit,
                "limits",
                () ->
                        services.migrations()
                                .change(
                                        visit.caller(),
                                        visit.id(),
                                        MigrationReader.limits(form::text),
                                        InSameTransaction.nothing()));
    }

    private Response retry(Visit visit) {
        return changed(
                visit,
                "retry",
                () ->
                        services.migrations()
                                .retry(visit.caller(), visit.id(), InSameTransaction.nothing()));
    }

    private Response keep(Visit visit) {
        return changed(
                visit,
                "kept",
                () ->
                        services.migrations()
                                .keepSource(
                                        visit.caller(), visit.id(), InSameTransaction.nothing()));
    }

    private Response changed(Visit visit, String done, Supplier<Migration> change) {
        try {
            return to(change.get(), done);
        } catch (ProblemException e) {
            return show(visit, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    private Response confirm(Visit visit, boolean undoing, int status, ProblemView problem) {
        Caller caller = visit.caller();
        Migration migration = services.views().get(caller, visit.id());
        MigrationListView.Row row = services.row(caller, migration);
        String title = (undoing ? "Roll back the migration of " : "Cancel the migration of ");
        ConfirmationView view =
                new ConfirmationView(
                        Frames.of(visit, Screen.MIGRATIONS, title + row.tenant()),
                        row,
                        services.tenants().get(caller, migration.tenantId()),
                        undoing,
                        problem);
        return Html.page(status, out -> JteconfirmGenerated.render(out, null, view));
    }

    private Response cancel(Visit visit, SentForm form) {
        try {
            requireTyped(visit, form);
            return to(
                    services.migrations()
                            .cancel(
                                    visit.caller(),
                                    visit.id(),
                                    form.text("reason"),
                                    InSameTransaction.nothing()),
                    "cancelled");
        } catch (ProblemException e) {
            return confirm(
                    visit, false, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    private Response rollback(Visit visit, SentForm form) {
        try {
            requireTyped(visit, form);
            Rollback wanted = new Rollback(form.ticked("include_new"), form.text("reason"));
            return to(
                    services.migrations()
                            .rollback(
                                    visit.caller(),
                                    visit.id(),
                                    wanted,
                                    InSameTransaction.nothing()),
                    "undoing");
        } catch (ProblemException e) {
            return confirm(
                    visit, true, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    private void requireTyped(Visit visit, SentForm form) {
        Migration migration = services.views().get(visit.caller(), visit.id());
        Tenant tenant = services.tenants().get(visit.caller(), migration.tenantId());
        form.requireTyped(tenant.slug());
    }

    private Response items(Visit visit) {
        UUID id = visit.id();
        String state = visit.query("state");
        Page<MigrationItem> found =
                services.views()
                        .items(
                                visit.caller(),
                                id,
                                state(state),
                                new PageRequest(visit.query("cursor"), ROWS));
        String base = MIGRATIONS + id + "/items" + (state.isEmpty() ? "" : "?state=" + state);
        MigrationItemsView view =
                new MigrationItemsView(
                        Frames.of(visit, Screen.MIGRATIONS, "Files of the migration"),
                        MIGRATIONS + id,
                        state,
                        found.items(),
                        PagerView.of(base, visit.query("cursor"), found.nextCursor()));
        return Html.page(200, out -> JteitemsGenerated.render(out, null, view));
    }

    private static MigrationItem.@Nullable State state(String sent) {
        if (sent.isEmpty()) {
            return null;
        }
        return Arrays.stream(MigrationItem.State.values())
                .filter(state -> state.wireName().equals(sent))
                .findFirst()
                .orElseThrow(() ->
                        Problem.invalid("state", "Must be waiting, migrated, skipped or failed.")
                                .asException());
    }

    private static Response to(Migration migration, String done) {
        return Html.to(MIGRATIONS + migration.id() + "?done=" + done);
    }
}
