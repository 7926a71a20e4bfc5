package dev.storeward.server.api.resumable;

import dev.storeward.core.Problem;
import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Caller;
import dev.storeward.core.upload.resumable.ResumableUploads;
import dev.storeward.core.upload.resumable.Standing;
import dev.storeward.core.upload.session.UploadSession;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.request.SingleHeader;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The resumable door: method, path, call. */
public final class ResumableRoutes {
    /** The path of the door, where uploads are begun. */
    public static final String BASE = ResumableErrors.BASE;

    private static final String UPLOAD = BASE + "/{id}";
    private static final String OVERRIDE = "X-HTTP-Method-Override";
    private static final List<String> OF_AN_UPLOAD = List.of("HEAD", "PATCH", "DELETE");

    private final Door door;
    private final ResumableUploads uploads;
    private final PublicUrl publicUrl;
    private final ResumableErrors errors;

    public ResumableRoutes(
            Authentication authentication,
            AccessRules access,
            ResumableUploads uploads,
            PublicUrl publicUrl,
            ResumableErrors errors) {
        this.door = new Door(authentication, access, errors, BASE, "/docs#/storage");
        this.uploads = uploads;
        this.publicUrl = publicUrl;
        this.errors = errors;
    }

    public RouterFunction<ServerResponse> routes() {
        return door.closed(
                RouterFunctions.route()
                        .OPTIONS(BASE, request -> protocol("POST, OPTIONS"))
                        .OPTIONS(UPLOAD, request -> protocol("HEAD, POST, PATCH, DELETE, OPTIONS"))
                        .POST(BASE, as(this::begin))
                        .HEAD(UPLOAD, as(this::standing))
                        .PATCH(UPLOAD, as(this::append))
                        .DELETE(UPLOAD, as(this::end))
                        .POST(UPLOAD, as(this::other)));
    }

    /** What a request is answered. */
    private interface Handler {
        Response answer(Caller caller, HttpServletRequest request);
    }

    private HandlerFunction<ServerResponse> as(Handler handler) {
        return door.as((caller, request) -> answer(caller, request, handler));
    }

    private ServerResponse answer(Caller caller, ServerRequest request, Handler handler) {
        HttpServletRequest asked = request.servletRequest();
        try {
            requireVersion(asked);
            return handler.answer(caller, asked).toResponse();
        } catch (ResumableErrors.RefusedException e) {
            CallerOrigin.refused(asked);
            return errors.of(e.refusal(), RequestIds.of(asked)).toResponse();
        }
    }

    private static void requireVersion(HttpServletRequest request) {
        String version = SingleHeader.of(request, ResumableMapper.TUS_RESUMABLE).orElse("").strip();
        if (!version.equals(ResumableMapper.VERSION)) {
            throw ResumableErrors.otherVersion();
        }
    }

    private ServerResponse protocol(String methods) {
        return ResumableMapper.protocol(uploads.maxBytes(), methods).toResponse();
    }

    private Response begin(Caller caller, HttpServletRequest request) {
        MetadataReader metadata = MetadataReader.of(request);
        JoinReader join = JoinReader.of(request);
        if (join.joins()) {
            return join(caller, request, metadata, join);
        }
        long size = AppendReader.announced(request);
        Optional<AppendReader> first = AppendReader.first(request);
        UploadSession session = uploads.begin(caller, metadata.offer(size, join.isPartial()));
        return ResumableMapper.begun(
                publicUrl.of(request) + BASE + "/" + session.id(),
                session,
                begun(caller, session, first));
    }

    private Response join(
            Caller caller, HttpServletRequest request, MetadataReader metadata, JoinReader join) {
        AppendReader.requireNothing(request);
        Standing standing =
                uploads.join(caller, metadata.offer(-1, false), join.sent(), join.parts());
        return ResumableMapper.begun(
                publicUrl.of(request) + BASE + "/" + standing.session().id(),
                standing.session(),
                standing);
    }

    /** Null where nothing came with the beginning, and something is to come. */
    private @Nullable Standing begun(
            Caller caller, UploadSession session, Optional<AppendReader> first) {
        try {
            if (first.isPresent()) {
                AppendReader bytes = first.get();
                return uploads.append(caller, session.id(), bytes.append(), bytes.body());
            }
            return session.size() == 0 ? uploads.empty(caller, session.id()) : null;
        } catch (RuntimeException e) {
            abandon(caller, session, e);
            throw e;
        }
    }

    /** Ends an upload that its client was not told of. */
    private void abandon(Caller caller, UploadSession session, RuntimeException cause) {
        try {
            uploads.end(caller, session.id());
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private Response standing(Caller caller, HttpServletRequest request) {
        return ResumableMapper.standing(going(uploads.standing(caller, id(request))));
    }

    private Response append(Caller caller, HttpServletRequest request) {
        AppendReader bytes = append(caller, request, id(request));
        return ResumableMapper.appended(
                going(uploads.append(caller, id(request), bytes.append(), bytes.body())));
    }

    /** What is wrong with a request is told to those only who have such an upload. */
    private AppendReader append(Caller caller, HttpServletRequest request, UUID id) {
        try {
            return AppendReader.of(request);
        } catch (RuntimeException e) {
            UploadSession _ = uploads.find(caller, id);
            throw e;
        }
    }

    private Response end(Caller caller, HttpServletRequest request) {
        UploadSession upload = uploads.find(caller, id(request));
        if (uploads.hasEnded(upload) || upload.state() == UploadSession.State.DONE) {
            throw ResumableErrors.gone();
        }
        uploads.end(caller, upload.id());
        return ResumableMapper.ended();
    }

    /** For clients that can send GET and POST only. */
    private Response other(Caller caller, HttpServletRequest request) {
        String method =
                SingleHeader.of(request, OVERRIDE).orElse("").strip().toUpperCase(Locale.ROOT);
        return switch (method) {
            case "HEAD" -> standing(caller, request);
            case "PATCH" -> append(caller, request);
            case "DELETE" -> end(caller, request);
            default -> throw ResumableErrors.otherMethod("POST", OF_AN_UPLOAD);
        };
    }

    /** Passes an upload that goes on, or has become a file. */
    private Standing going(Standing standing) {
        if (uploads.hasEnded(standing.session())) {
            throw ResumableErrors.gone();
        }
        return standing;
    }

    /** The upload that a request is about. */
    private static UUID id(HttpServletRequest request) {
        return JoinReader.id(request.getRequestURI().substring(BASE.length() + 1))
                .orElseThrow(() -> new Problem.NotFound("There is no such upload.").asException());
    }
}
