package dev.storeward.server.console.users;

import dev.storeward.core.Page;
import dev.storeward.core.PageRequest;
import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.session.Sessions;
import dev.storeward.core.user.ApiKey;
import dev.storeward.core.user.IssuedKeys;
import dev.storeward.core.user.Keys;
import dev.storeward.core.user.User;
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
import gg.jte.generated.precompiled.users.JteuserGenerated;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunctions;

/** A user with its keys: made, shown once, revoked. */
public final class KeyRoutes implements ScreenRoutes {
    private static final String USER = "/console/users/{id}";
    private static final String KEY = USER + "/keys/{key}/revoke";
    private static final int ROWS = 50;

    private final Users users;
    private final Keys keys;
    private final Sessions sessions;

    public KeyRoutes(Users users, Keys keys, Sessions sessions) {
        this.users = users;
        this.keys = keys;
        this.sessions = sessions;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(
                        "/console/account",
                        screens.page(visit -> Html.to("/console/users/" + visit.caller().userId())))
                .GET(USER, screens.page(visit -> show(visit, 200, null, ProblemView.NONE)))
                .POST(USER + "/keys", screens.form(this::create))
                .GET(KEY, screens.page(visit -> ending(visit, 200, ProblemView.NONE)))
                .POST(KEY, screens.form(this::revoke));
    }

    private Response show(
            Visit visit, int status, UserView.@Nullable Issued issued, ProblemView problem) {
        User user = users.get(visit.caller(), visit.id());
        boolean self = user.id().equals(visit.caller().userId());
        String cursor = visit.query("cursor");
        Page<ApiKey> found = keys.list(visit.caller(), user.id(), new PageRequest(cursor, ROWS));
        String notice =
                switch (visit.query("done")) {
                    case "made" -> "The user is made. Give it a key next.";
                    case "changed" -> "The role is changed; it holds at once.";
                    case "revoked" -> "The key is revoked.";
                    default -> "";
                };
        UserView view =
                new UserView(
                        Frames.of(visit, self ? Screen.ACCOUNT : Screen.USERS, user.email()),
                        user,
                        self,
                        found.items(),
                        PagerView.of(home(user), cursor, found.nextCursor()),
                        issued,
                        self ? sessions.count(visit.caller()) : 0,
                        problem.isThere() || issued != null ? "" : notice,
                        problem);
        return Html.page(status, out -> JteuserGenerated.render(out, null, view));
    }

    private Response create(Visit visit, SentForm form) {
        try {
            Keys.Issued made =
                    keys.create(
                            visit.caller(),
                            visit.id(),
                            KeyReader.newKey(form),
                            InSameTransaction.nothing());
            return show(
                    visit,
                    201,
                    new UserView.Issued(made.key().name(), made.secret()),
                    ProblemView.NONE);
        } catch (ProblemException e) {
            return show(
                    visit, ProblemPages.status(e.problem()), null, ProblemPages.view(e.problem()));
        }
    }

    private Response ending(Visit visit, int status, ProblemView problem) {
        ApiKey key = key(visit);
        User user = users.get(visit.caller(), key.userId());
        EndingView view =
                new EndingView(
                        Frames.of(visit, Screen.USERS, "Revoke the key " + key.name()),
                        List.of(
                                "Programs and browsers that use "
                                        + key.prefix()
                                        + "… are refused at once.",
                                "Links and upload addresses that it gave out end.",
                                "Keys that were made with it end too, of other users as well."),
                        key.name(),
                        home(user) + "/keys/" + key.id() + "/revoke",
                        "Revoke the key",
                        home(user),
                        false,
                        problem);
        return Html.page(status, out -> JteendingGenerated.render(out, null, view));
    }

    private Response revoke(Visit visit, SentForm form) {
        ApiKey key = key(visit);
        try {
            form.requireTyped(key.name());
            keys.revoke(visit.caller(), key.id(), IssuedKeys.END, InSameTransaction.nothing());
            return Html.to("/console/users/" + key.userId() + "?done=revoked");
        } catch (ProblemException e) {
            return ending(visit, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    /** The key of the page's address, among those of its user. */
    private ApiKey key(Visit visit) {
        UUID id = Visit.id(visit.variables().getOrDefault("key", ""));
        String cursor = "";
        do {
            Page<ApiKey> page =
                    keys.list(
                            visit.caller(),
                            visit.id(),
                            new PageRequest(cursor, PageRequest.MAX_LIMIT));
            for (ApiKey key : page.items()) {
                if (key.id().equals(id)) {
                    return key;
                }
            }
            String next = page.nextCursor();
            cursor = next == null ? "" : next;
        } while (!cursor.isEmpty());
        throw new Problem.NotFound("There is no such key, or it is revoked already.").asException();
    }

    private static String home(User user) {
        return "/console/users/" + user.id();
    }
}
