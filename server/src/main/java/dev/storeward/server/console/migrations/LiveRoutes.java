package dev.storeward.server.console.migrations;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.Caller;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.manifest.Manifests;
import dev.storeward.core.session.Session;
import dev.storeward.server.console.page.ConsoleErrors;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.console.session.SessionAuthentication;
import dev.storeward.server.http.response.EventStreams;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.StreamedResponse;
import java.io.BufferedOutputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** A migration told again while it works, and its manifest when it has ended. */
public final class LiveRoutes implements ScreenRoutes {
    private static final String MIGRATION = "/console/migrations/{id}";
    private static final EventStreams.Told NO_MORE = new EventStreams.Told("\"\"", true);
    private static final int BUFFER = 64 << 10;

    private final MigrationViews views;
    private final Manifests manifests;
    private final SessionAuthentication authentication;
    private final EventStreams streams;
    private final Json json;
    private final ConsoleErrors errors;

    public LiveRoutes(
            MigrationViews views,
            Manifests manifests,
            SessionAuthentication authentication,
            EventStreams streams,
            Json json,
            ConsoleErrors errors) {
        this.views = views;
        this.manifests = manifests;
        this.authentication = authentication;
        this.streams = streams;
        this.json = json;
        this.errors = errors;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(MIGRATION + "/live", screens.raw(this::live))
                .GET(MIGRATION + "/manifest", screens.raw(this::manifest));
    }

    /** Ends with the session too: the page is loaded anew then, and leads to the sign-in. */
    private ServerResponse live(Visit visit) {
        UUID id = visit.id();
        views.get(visit.caller(), id);
        return streams.answer(
                errors,
                visit.caller().memberOf(),
                () ->
                        authentication
                                .still(visit.request())
                                .map(Session::caller)
                                .map(caller -> now(caller, id))
                                .orElse(NO_MORE));
    }

    private EventStreams.Told now(Caller caller, UUID id) {
        try {
            Migration migration = views.get(caller, id);
            String html = MigrationMapper.html(MigrationMapper.live(migration));
            return new EventStreams.Told(
                    json.mapper().writeValueAsString(html), !migration.state().open());
        } catch (ProblemException e) {
            // It went with its tenant, or is not the caller's any more: the page will say so.
            return NO_MORE;
        }
    }

    private ServerResponse manifest(Visit visit) {
        Manifests.Manifest manifest = manifests.of(visit.caller(), visit.id());
        return new StreamedResponse(
                200,
                Map.of(
                        "Content-Type",
                        "application/jsonl",
                        "Cache-Control",
                        "no-store",
                        "Content-Disposition",
                        "attachment; filename=\"" + manifest.fileName() + "\""),
                errors,
                response -> {
                    OutputStream out = new BufferedOutputStream(response.getOutputStream(), BUFFER);
                    manifest.writeTo(out);
                    out.flush();
                });
    }
}
