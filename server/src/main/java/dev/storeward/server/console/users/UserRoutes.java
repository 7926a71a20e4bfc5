package dev.storeward.server.console.users;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.user.IssuedKeys;
import dev.storeward.core.user.NewUser;
import dev.storeward.core.user.User;
import dev.storeward.core.user.UserChange;
import dev.storeward.core.user.Users;
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
import gg.jte.generated.precompiled.users.JteendingGenerated;
import gg.jte.generated.precompiled.users.JtelistGenerated;
import gg.jte.generated.precompiled.users.JtenewGenerated;
import java.util.List;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;

/** The users of a tenant: listed, made, given another role, disabled. */
public final class UserRoutes implements ScreenRoutes {
    private static final String OF_TENANT = "/console/tenants/{id}/users";
    private static final String USER = "/console/users/{id}";
    private static final int ROWS = 50;

    private final Tenants tenants;
    private final Users users;

    public UserRoutes(Tenants tenants, Users users) {
        this.tenants = tenants;
        this.users = users;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(OF_TENANT, screens.page(this::list))
                .POST(OF_TENANT, screens.form(this::create))
                .GET(
                        OF_TENANT + "/new",
                        screens.page(visit -> blank(visit, 200, "", "member", ProblemView.NONE)))
                .POST(USER + "/role", screens.form(this::changeRole))
                .GET(USER + "/disable", screens.page(visit -> ending(visit, 200, ProblemView.NONE)))
                .POST(USER + "/disable", screens.form(this::disable));
    }

    private Response list(Visit visit) {
        UUID id = visit.id();
        String cursor = visit.query("cursor");
        Page<User> found = users.list(visit.caller(), id, new PageRequest(cursor, ROWS));
        Tenant tenant = tenants.get(visit.caller(), id);
        UserListView view =
                new UserListView(
                        Frames.of(visit, Screen.USERS, "Users of " + tenant.name()),
                        tenant,
                        found.items(),
                        PagerView.of(ofTenant(id), cursor, found.nextCursor()));
        return Html.page(200, out -> JtelistGenerated.render(out, null, view));
    }

    private Response blank(
            Visit visit, int status, String email, String role, ProblemView problem) {
        Tenant tenant = tenants.get(visit.caller(), visit.id());
        NewUserView view =
                new NewUserView(
                        Frames.of(visit, Screen.USERS, "New user of " + tenant.name()),
                        tenant,
                        email,
                        role,
                        problem);
        return Html.page(status, out -> JtenewGenerated.render(out, null, view));
    }

    private Response create(Visit visit, SentForm form) {
        String email = form.text("email");
        String role = form.text("role");
        try {
            User made =
                    users.create(
                            visit.caller(),
                            visit.id(),
                            new NewUser(email, role),
                            InSameTransaction.nothing());
            return Html.to("/console/users/" + made.id() + "?done=made");
        } catch (ProblemException e) {
            return blank(
                    visit,
                    ProblemPages.status(e.problem()),
                    email,
                    role,
                    ProblemPages.view(e.problem()));
        }
    }

    private Response changeRole(Visit visit, SentForm form) {
        User user =
                users.update(
                        visit.caller(),
                        visit.id(),
                        new UserChange(null, form.text("role")),
                        InSameTransaction.nothing());
        return Html.to("/console/users/" + user.id() + "?done=changed");
    }

    private Response ending(Visit visit, int status, ProblemView problem) {
        User user = users.get(visit.caller(), visit.id());
        String home = "/console/users/" + user.id();
        EndingView view =
                new EndingView(
                        Frames.of(visit, Screen.USERS, "Disable " + user.email()),
                        List.of(
                                "The user's keys, sessions, links and upload addresses end at once.",
                                "So do the keys that were made with those keys, of other users too.",
                                "Uploads under way are taken back.",
                                "The user cannot be enabled again; a new one can have the same email."),
                        user.email(),
                        home + "/disable",
                        "Disable the user",
                        home,
                        true,
                        problem);
        return Html.page(status, out -> JteendingGenerated.render(out, null, view));
    }

    private Response disable(Visit visit, SentForm form) {
        User user = users.get(visit.caller(), visit.id());
        try {
            form.requireTyped(user.email());
            users.disable(
                    visit.caller(),
                    user.id(),
                    KeyReader.disposition(form),
                    IssuedKeys.END,
                    InSameTransaction.nothing());
        } catch (ProblemException e) {
            return ending(visit, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
        UUID tenantId = user.tenantId();
        return Html.to(tenantId == null ? "/console" : ofTenant(tenantId));
    }

    private static String ofTenant(UUID id) {
        return "/console/tenants/" + id + "/users";
    }
}
