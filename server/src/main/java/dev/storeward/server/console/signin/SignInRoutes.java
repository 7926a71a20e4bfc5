package dev.storeward.server.console.signin;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.session.Sessions;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.ProblemPages;
import dev.storeward.server.console.page.ProblemView;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.SentForm;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.console.session.OwnPages;
import dev.storeward.server.console.session.SessionAuthentication;
import dev.storeward.server.console.session.SessionCookie;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.signin.JtesigninGenerated;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Signing in by key, and out, on this browser or on all. */
public final class SignInRoutes implements ScreenRoutes {
    private static final String SIGN_IN = "/console/sign-in";
    private static final String SET_COOKIE = "Set-Cookie";

    private final SessionAuthentication authentication;
    private final SessionCookie cookie;
    private final OwnPages ownPages;
    private final Sessions sessions;

    public SignInRoutes(
            SessionAuthentication authentication,
            SessionCookie cookie,
            OwnPages ownPages,
            Sessions sessions) {
        this.authentication = authentication;
        this.cookie = cookie;
        this.ownPages = ownPages;
        this.sessions = sessions;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(SIGN_IN, this::show)
                .POST(SIGN_IN, this::signIn)
                .POST("/console/sign-out", screens.form(this::signOut))
                .POST("/console/sign-out-everywhere", screens.form(this::signOutEverywhere));
    }

    private ServerResponse show(ServerRequest request) {
        HttpServletRequest asked = request.servletRequest();
        String next = new Queries(asked).text("next", "");
        return page(200, asked, next, ProblemView.NONE).toResponse();
    }

    private ServerResponse signIn(ServerRequest request) {
        HttpServletRequest asked = request.servletRequest();
        ownPages.requireSender(asked);
        SentForm form = SentForm.of(asked);
        String next = form.text("next");
        try {
            String keeping = authentication.signIn(asked, form.text("key"));
            return Html.to(ofConsole(next)).with(SET_COOKIE, keeping).toResponse();
        } catch (ProblemException e) {
            return switch (e.problem()) {
                case Problem.Invalid invalid ->
                        page(401, asked, next, ProblemPages.view(invalid)).toResponse();
                default -> throw e;
            };
        }
    }

    private Response signOut(Visit visit, SentForm form) {
        sessions.end(visit.session());
        return goodbye(visit);
    }

    private Response signOutEverywhere(Visit visit, SentForm form) {
        sessions.endAll(visit.caller());
        return goodbye(visit);
    }

    private Response goodbye(Visit visit) {
        return Html.to(SIGN_IN).with(SET_COOKIE, cookie.forgetting(visit.request()));
    }

    private Response page(
            int status, HttpServletRequest request, String next, ProblemView problem) {
        SignInView view = new SignInView(ofConsole(next), cookie.isPossible(request), problem);
        return Html.page(status, out -> JtesigninGenerated.render(out, null, view));
    }

    /** No page of another site. */
    private static String ofConsole(String next) {
        boolean ours = next.matches("/console(/[A-Za-z0-9/_.%-]*)?(\\?[A-Za-z0-9=&_.%+-]*)?");
        return ours && !next.startsWith(SIGN_IN) ? next : "/console";
    }
}
