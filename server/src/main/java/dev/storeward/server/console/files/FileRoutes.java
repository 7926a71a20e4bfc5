package dev.storeward.server.console.files;

import dev.storeward.core.Problem;
import dev.storeward.core.ProblemException;
import dev.storeward.core.db.InSameTransaction;
import dev.storeward.core.file.Download;
import dev.storeward.core.file.Downloads;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.link.Links;
import dev.storeward.core.user.Revocations;
import dev.storeward.server.console.page.ConsoleErrors;
import dev.storeward.server.console.page.Frames;
import dev.storeward.server.console.page.Frames.Screen;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.ProblemPages;
import dev.storeward.server.console.page.ProblemView;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.SentForm;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.response.FileResponses;
import dev.storeward.server.http.response.Response;
import dev.storeward.store.ByteRange;
import gg.jte.generated.precompiled.files.JtedeletionGenerated;
import gg.jte.generated.precompiled.files.JtefileGenerated;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** One file: looked at, downloaded, shared by link, deleted. */
public final class FileRoutes implements ScreenRoutes {
    private static final String FILE = "/console/files/{id}";
    private static final int SHOWN_BYTES = 64 << 10;
    private static final int HOUR = 3600;

    private final Services services;
    private final FileResponses responses;
    private final PublicUrl publicUrl;
    private final ConsoleErrors errors;

    /** The services of the core this screen calls. */
    public record Services(
            Files files, Downloads downloads, Links links, Revocations revocations) {}

    public FileRoutes(
            Services services, FileResponses responses, PublicUrl publicUrl, ConsoleErrors errors) {
        this.services = services;
        this.responses = responses;
        this.publicUrl = publicUrl;
        this.errors = errors;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.GET(FILE, screens.page(visit -> show(visit, 200, null, ProblemView.NONE)))
                .GET(FILE + "/content", screens.raw(this::content))
                .POST(FILE + "/link", screens.form(this::share))
                .POST("/console/links/revoke", screens.form(this::revokeLinks))
                .GET(
                        FILE + "/delete",
                        screens.page(visit -> deletion(visit, 200, ProblemView.NONE)))
                .POST(FILE + "/delete", screens.form(this::delete));
    }

    private Response show(
            Visit visit, int status, FileView.@Nullable Shared link, ProblemView problem) {
        StoredFile file = services.files().get(visit.caller(), visit.id());
        String text = isText(file) ? beginning(visit, file) : "";
        String notice =
                switch (visit.query("done")) {
                    case "uploaded" -> "The file is stored.";
                    case "links-ended" -> "All links that you gave out until now are dead.";
                    default -> "";
                };
        FileView view =
                new FileView(
                        Frames.of(visit, Screen.FILES, file.name()),
                        file,
                        text,
                        isText(file) && file.size() > SHOWN_BYTES,
                        link,
                        link == null && !problem.isThere() ? notice : "",
                        Frames.inTenant(visit.caller()),
                        problem);
        return Html.page(status, out -> JtefileGenerated.render(out, null, view));
    }

    private static boolean isText(StoredFile file) {
        String type = file.contentType();
        return file.size() > 0
                && (type.startsWith("text/")
                        || type.equals("application/json")
                        || type.equals("application/xml")
                        || type.equals("application/x-ndjson"));
    }

    /** What the bucket does not give is not shown; the download tells why. */
    private String beginning(Visit visit, StoredFile file) {
        try {
            Download download =
                    services.downloads()
                            .open(
                                    services.files().readable(visit.caller(), file.address()),
                                    new ByteRange.Between(
                                            0, Math.min(file.size(), SHOWN_BYTES) - 1));
            try {
                return new String(download.stream().readAllBytes(), StandardCharsets.UTF_8);
            } finally {
                download.end();
            }
        } catch (IOException | ProblemException e) {
            return "";
        }
    }

    private ServerResponse content(Visit visit) {
        StoredFile file = services.files().get(visit.caller(), visit.id());
        return responses.answer(
                visit.request(),
                services.files().readable(visit.caller(), file.address()),
                home(file.id()),
                errors);
    }

    private Response share(Visit visit, SentForm form) {
        StoredFile file = services.files().get(visit.caller(), visit.id());
        try {
            Links.Link link =
                    services.links().create(visit.caller(), file.address(), hours(form) * HOUR);
            return show(
                    visit,
                    201,
                    new FileView.Shared(
                            publicUrl.ofLink(visit.request(), link.token()), link.expiresAt()),
                    ProblemView.NONE);
        } catch (ProblemException e) {
            return show(
                    visit, ProblemPages.status(e.problem()), null, ProblemPages.view(e.problem()));
        }
    }

    private static long hours(SentForm form) {
        String typed = form.text("hours");
        if (!typed.matches("[0-9]{1,6}")) {
            throw Problem.invalid("hours", "Must be a whole number of hours, 1 to 168.")
                    .asException();
        }
        return Long.parseLong(typed);
    }

    private Response revokeLinks(Visit visit, SentForm form) {
        services.revocations()
                .revokeLinks(visit.caller(), visit.caller().userId(), InSameTransaction.nothing());
        String inTenant = Frames.inTenant(visit.caller());
        UUID file = Visit.id(form.text("file"));
        return Html.to(
                home(file) + inTenant + (inTenant.isEmpty() ? "?" : "&") + "done=links-ended");
    }

    private Response deletion(Visit visit, int status, ProblemView problem) {
        StoredFile file = services.files().get(visit.caller(), visit.id());
        FileDeletionView view =
                new FileDeletionView(
                        Frames.of(visit, Screen.FILES, "Delete " + file.name()),
                        file,
                        Frames.inTenant(visit.caller()),
                        problem);
        return Html.page(status, out -> JtedeletionGenerated.render(out, null, view));
    }

    private Response delete(Visit visit, SentForm form) {
        StoredFile file = services.files().get(visit.caller(), visit.id());
        try {
            form.requireTyped(file.name());
            services.files().delete(visit.caller(), file.address());
            return Html.to("/console/files" + Frames.inTenant(visit.caller()));
        } catch (ProblemException e) {
            return deletion(
                    visit, ProblemPages.status(e.problem()), ProblemPages.view(e.problem()));
        }
    }

    private static String home(UUID id) {
        return "/console/files/" + id;
    }
}
