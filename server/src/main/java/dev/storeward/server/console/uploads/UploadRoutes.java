package dev.storeward.server.console.uploads;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.core.upload.resumable.ResumableUploads;
import dev.storeward.core.upload.resumable.Standing;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.server.console.page.Frames;
import dev.storeward.server.console.page.Html;
import dev.storeward.server.console.page.ScreenRoutes;
import dev.storeward.server.console.page.Screens;
import dev.storeward.server.console.page.Visit;
import dev.storeward.server.http.response.Response;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * How files get here. A form sends one in one request; the script of the page sends any size in
 * pieces, asks how much is kept after a break, and goes on from there.
 */
public final class UploadRoutes implements ScreenRoutes {
    private static final String UPLOADS = "/console/uploads";
    private static final String UPLOAD = UPLOADS + "/{id}";
    private static final String OFFSET = "Upload-Offset";

    private final Uploads uploads;
    private final ResumableUploads resumable;
    private final Files files;

    public UploadRoutes(Uploads uploads, ResumableUploads resumable, Files files) {
        this.uploads = uploads;
        this.resumable = resumable;
        this.files = files;
    }

    @Override
    public void addTo(RouterFunctions.Builder routes, Screens screens) {
        routes.POST("/console/files", screens.raw(visit -> whole(visit, screens)))
                .POST(UPLOADS, screens.script(this::begin))
                .GET(UPLOAD, screens.raw(this::standing))
                .PATCH(UPLOAD, screens.script(this::append))
                .DELETE(UPLOAD, screens.script(this::end));
    }

    private ServerResponse whole(Visit visit, Screens screens) {
        FormUploadReader form = FormUploadReader.of(visit.request());
        screens.requireOwn(visit, form.formToken());
        UploadedFile made = uploads.upload(visit.caller(), form.request(), form.body());
        StoredFile file = files.get(visit.caller(), made.address());
        return Html.to(page(visit.caller(), file) + done(visit.caller())).toResponse();
    }

    private ServerResponse begin(Visit visit) {
        UploadSession session = resumable.begin(visit.caller(), PieceReader.offer(visit));
        Response begun = Response.empty(201).with("Location", UPLOADS + "/" + session.id());
        return session.size() == 0
                ? told(visit.caller(), begun, resumable.empty(visit.caller(), session.id()))
                : begun.with(OFFSET, "0").toResponse();
    }

    private ServerResponse standing(Visit visit) {
        UUID id = open(visit);
        return told(visit.caller(), Response.empty(204), resumable.standing(visit.caller(), id));
    }

    private ServerResponse append(Visit visit) {
        UUID id = open(visit);
        PieceReader piece = PieceReader.of(visit);
        return told(
                visit.caller(),
                Response.empty(204),
                resumable.append(visit.caller(), id, piece.append(), piece.body()));
    }

    private ServerResponse end(Visit visit) {
        resumable.end(visit.caller(), open(visit));
        return Response.empty(204).toResponse();
    }

    private UUID open(Visit visit) {
        UploadSession session = resumable.find(visit.caller(), visit.id());
        if (resumable.hasEnded(session)) {
            throw new Problem.NotFound("This upload has ended. Begin it anew.").asException();
        }
        return session.id();
    }

    private static ServerResponse told(Caller caller, Response answer, Standing standing) {
        StoredFile file = standing.file();
        Response told = answer.with(OFFSET, String.valueOf(standing.offset()));
        return (file == null ? told : told.with("Content-Location", page(caller, file)))
                .toResponse();
    }

    private static String page(Caller caller, StoredFile file) {
        return "/console/files/" + file.id() + Frames.inTenant(caller);
    }

    private static String done(Caller caller) {
        return (Frames.inTenant(caller).isEmpty() ? "?" : "&") + "done=uploaded";
    }
}
