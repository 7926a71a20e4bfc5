package dev.storeward.server.console.home;

import dev.storeward.core.PageRequest;
import dev.storeward.core.access.Caller;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.quota.Usage;
import dev.storeward.core.tenant.Tenant;
import dev.storeward.core.tenant.Tenants;
import dev.storeward.core.user.Users;
import dev.storeward.server.console.page.Frames;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.home.JtehomeGenerated;
import java.util.Collections;
import java.util.List;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The first screen, and the way of browsers to it. */
public final class HomeRoutes implements ScreenRoutes {
    private static final PageRequest ONE = new PageRequest("", 1);
    private static final PageRequest TWO = new PageRequest("", 2);

    private final Tenants tenants;
    private final Users users;
    private final Quotas quotas;

    public HomeRoutes(Tenants tenants, Users users, Quotas quotas) {
        this.tenants = tenants;
        this.users = users;
        this.quotas = quotas;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET("/console", screens.page(this::show));
    }

    /** Leads browsers from {@code /} to the console; what asks for no page is not answered. */
    public static RouterFunction<ServerResponse> root() {
        return RouterFunctions.route()
                .route(
                        request -> request.path().equals("/") && wantsPage(request),
                        request -> Html.to("/console").toResponse())
                .build();
    }

    private static boolean wantsPage(ServerRequest request) {
        return request.method().name().equals("GET")
                && Collections.list(request.servletRequest().getHeaders("Accept")).stream()
                        .anyMatch(accepted -> accepted.contains("text/html"));
    }

    private Response show(Visit visit) {
        Caller caller = visit.caller();
        Usage usage = caller.tenant() == null ? null : quotas.usage(caller, false);
        HomeView view =
                new HomeView(
                        Frames.of(visit, Frames.Screen.HOME, "Home"),
                        usage,
                        caller.namesItsTenant() ? steps(caller) : List.of(),
                        Frames.inTenant(caller));
        return Html.page(200, out -> JtehomeGenerated.render(out, null, view));
    }

    /** Who has several tenants, or files, has begun long since. */
    private List<HomeView.Step> steps(Caller caller) {
        List<Tenant> first = tenants.list(caller, TWO).items();
        if (first.size() > 1) {
            return List.of();
        }
        boolean user =
                !first.isEmpty()
                        && !users.list(caller, first.getFirst().id(), ONE).items().isEmpty();
        boolean files =
                !first.isEmpty()
                        && quotas.usage(caller.in(first.getFirst().scope()), false).fileCount() > 0;
        return files ? List.of() : HomeMapper.steps(first, user, false);
    }
}
