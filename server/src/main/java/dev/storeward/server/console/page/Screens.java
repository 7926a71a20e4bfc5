package dev.storeward.server.console.page;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantChoice;
import dev.storeward.core.session.Session;
import dev.storeward.server.console.session.OwnPages;
import dev.storeward.server.console.session.SessionAuthentication;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.response.Response;
import gg.jte.generated.precompiled.page.JteproblemGenerated;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What the screens do alike: know who is signed in, take no form that another page sent, and tell
 * within the frame what was not done.
 */
public final class Screens {
    private static final String SIGN_IN = ConsoleErrors.BASE + "/sign-in";

    private final SessionAuthentication authentication;
    private final OwnPages ownPages;
    private final AccessRules access;
    private final ConsoleErrors errors;

    public Screens(
            SessionAuthentication authentication,
            OwnPages ownPages,
            AccessRules access,
            ConsoleErrors errors) {
        this.authentication = authentication;
        this.ownPages = ownPages;
        this.access = access;
        this.errors = errors;
    }

    /** Shows a page. */
    public interface Page {
        Response show(Visit visit);
    }

    /** Does what a form asks for. */
    public interface Form {
        Response take(Visit visit, SentForm form);
    }

    /** Answers with something else than a page. */
    public interface Raw {
        ServerResponse answer(Visit visit);
    }

    /** A page for who is signed in; all others are led to the sign-in, and back from there. */
    public HandlerFunction<ServerResponse> page(Page page) {
        return raw(visit -> page.show(visit).toResponse());
    }

    /** As {@link #page}, of what is no page. */
    public HandlerFunction<ServerResponse> raw(Raw raw) {
        return request -> {
            Optional<Session> session = authentication.session(request.servletRequest());
            return session.isEmpty()
                    ? toSignIn(request).toResponse()
                    : within(visit(request, session.get()), raw);
        };
    }

    /** A form of who is signed in, sent by a page of the same session. */
    public HandlerFunction<ServerResponse> form(Form form) {
        return raw(visit -> {
            SentForm sent = SentForm.of(visit.request());
            ownPages.require(visit.request(), visit.session(), sent.text(OwnPages.FIELD));
            return form.take(visit, sent).toResponse();
        });
    }

    /** As {@link #form}, of a body that is the handler's, the token being in a header. */
    public HandlerFunction<ServerResponse> script(Raw raw) {
        return raw(visit -> {
            requireOwn(visit, SingleHeader.of(visit.request(), OwnPages.HEADER).orElse(""));
            return raw.answer(visit);
        });
    }

    /**
     * Passes what a page of the visit's session sends.
     *
     * @throws ProblemException {@code Forbidden}
     */
    public void requireOwn(Visit visit, String sentToken) {
        ownPages.require(visit.request(), visit.session(), sentToken);
    }

    /**
     * All screens, whatever is thrown in them being told as a page, and the answer to every other
     * address below the console's path.
     */
    public RouterFunction<ServerResponse> routes(List<ScreenRoutes> screens) {
        RouterFunctions.Builder routes = RouterFunctions.route();
        screens.forEach(screen -> screen.addTo(routes, this));
        RouterFunctions.Builder others =
                RouterFunctions.route()
                        .route(
                                request -> errors.answersFor(request.path()),
                                raw(visit -> {
                                    throw nothing();
                                }));
        return Door.answering(routes, errors, ConsoleErrors.BASE)
                .and(Door.answering(others, errors));
    }

    private static RuntimeException nothing() {
        return new Problem.NotFound("There is no page at this address.").asException();
    }

    private Visit visit(ServerRequest request, Session session) {
        HttpServletRequest asked = request.servletRequest();
        return new Visit(
                session, session.caller(), asked, new Queries(asked), request.pathVariables());
    }

    private ServerResponse within(Visit visit, Raw raw) {
        try {
            String slug = visit.query("tenant");
            return raw.answer(slug.isEmpty() ? visit : in(visit, slug));
        } catch (ProblemException e) {
            return problem(visit, e.problem()).toResponse();
        }
    }

    private Visit in(Visit visit, String slug) {
        Caller caller =
                access.preferred(visit.caller(), slug) instanceof TenantChoice.In(Caller inTenant)
                        ? inTenant
                        : unknown(slug);
        return new Visit(
                visit.session(), caller, visit.request(), visit.query(), visit.variables());
    }

    private static Caller unknown(String slug) {
        throw new Problem.NotFound("There is no tenant " + slug + ". Look under Tenants.")
                .asException();
    }

    /** A page in the frame that tells of a problem. */
    public static Response problem(Visit visit, Problem problem) {
        ProblemView view = ProblemPages.view(problem);
        FrameView frame = Frames.of(visit, Frames.Screen.HOME, view.title());
        return Html.page(
                ProblemPages.status(problem),
                out ->
                        JteproblemGenerated.render(
                                out, null, frame, view, RequestIds.of(visit.request())));
    }

    private static Response toSignIn(ServerRequest request) {
        if (!request.method().name().equals("GET")) {
            return Html.to(SIGN_IN);
        }
        String query = request.servletRequest().getQueryString();
        String next = request.path() + (query == null ? "" : "?" + query);
        return Html.to(SIGN_IN + "?next=" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }
}
