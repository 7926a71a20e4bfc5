package dev.storeward.server.api.files;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Caller;
import dev.storeward.core.file.FilePage;
import dev.storeward.core.file.Files;
import dev.storeward.core.file.ObjectPage;
import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.file.StoredFile;
import dev.storeward.core.link.Links;
import dev.storeward.core.quota.Quotas;
import dev.storeward.core.upload.Uploads;
import dev.storeward.core.upload.request.UploadedFile;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.response.FileResponses;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.time.Duration;
import java.util.List;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * The files door: method, path, call. Object names hold slashes, so their routes are told by prefix
 * and suffix.
 */
public final class FilesRoutes {
    /** The path of the door. */
    public static final String BASE = "/api/v1/storage";

    /** What paths begin with that end with a file's name. */
    public static final String OBJECTS = BASE + "/objects/";

    private static final String METADATA = "/metadata";
    private static final String PRESIGNED_URL = "/presigned-url";

    /** The most objects of one answer, and how many it has when nobody says. */
    private static final int LISTED = 1_000;

    private static final String FIRST_OBJECTS =
            "The first 1,000 objects retrieved. Ask for limit=1000 to be told the next_cursor.";
    private static final String SOME_OBJECTS =
            "The first objects retrieved; there may be more. Ask for limit=1000 to be told the next_cursor.";
    private static final Duration LISTED_LINK = Duration.ofHours(1);

    private final Door door;
    private final Services services;
    private final FileResponses fileResponses;
    private final PublicUrl publicUrl;
    private final Json json;
    private final FilesErrors errors;

    /** The services of the core this door calls. */
    public record Services(Files files, Uploads uploads, Links links, Quotas quotas) {}

    public FilesRoutes(
            Authentication authentication,
            AccessRules access,
            Services services,
            FileResponses fileResponses,
            PublicUrl publicUrl,
            Json json,
            FilesErrors errors) {
        this.door = new Door(authentication, access, errors, BASE, "/docs#/storage");
        this.services = services;
        this.fileResponses = fileResponses;
        this.publicUrl = publicUrl;
        this.json = json;
        this.errors = errors;
    }

    public RouterFunction<ServerResponse> routes() {
        return door.closed(
                RouterFunctions.route()
                        .GET(BASE + "/buckets", door.as(this::buckets))
                        .GET(BASE + "/buckets/{bucket}/objects", door.as(this::objects))
                        .GET(BASE + "/files", door.as(this::files))
                        .POST(BASE + "/upload", door.as(this::upload))
                        .GET(BASE + "/usage", door.as(this::usage))
                        .GET(BASE + "/quota", door.as(this::quota))
                        .route(object(HttpMethod.GET, METADATA), door.as(this::metadata))
                        .route(object(HttpMethod.GET, PRESIGNED_URL), door.as(this::presignedUrl))
                        .route(object(HttpMethod.GET, ""), door.as(this::download))
                        .route(object(HttpMethod.DELETE, ""), door.as(this::delete)));
    }

    private static RequestPredicate object(HttpMethod method, String suffix) {
        return request -> {
            String path = RawPath.of(request.servletRequest());
            return request.method().equals(method)
                    && path.startsWith(OBJECTS)
                    && path.endsWith(suffix)
                    && path.length() > OBJECTS.length() + suffix.length();
        };
    }

    private static String objectName(ServerRequest request, String suffix) {
        String path = RawPath.of(request.servletRequest());
        return RawPath.decode(
                "object_name", path.substring(OBJECTS.length(), path.length() - suffix.length()));
    }

    private ServerResponse buckets(Caller caller, ServerRequest request) {
        return success(
                200, FilesMapper.buckets(services.files().buckets(caller)), "Buckets retrieved.");
    }

    private ServerResponse objects(Caller caller, ServerRequest request) {
        Queries query = new Queries(request.servletRequest());
        String bucket = RawPath.decode("bucket_name", request.pathVariable("bucket"));
        boolean inPages = query.has("limit") || query.has("cursor");
        ObjectPage page =
                services.files()
                        .objects(
                                caller,
                                bucket,
                                new ObjectPage.Query(
                                        query.text("prefix", ""),
                                        query.flag("recursive", true),
                                        (int) query.number("limit", LISTED, 1, LISTED),
                                        query.text("cursor", ""),
                                        inPages));
        return success(
                200,
                FilesMapper.objects(page, inPages, name -> url(request, name)),
                objectsMessage(page, inPages));
    }

    private static String objectsMessage(ObjectPage page, boolean inPages) {
        if (inPages || page.nextCursor().isEmpty()) {
            return "Objects retrieved.";
        }
        return page.entries().size() == LISTED ? FIRST_OBJECTS : SOME_OBJECTS;
    }

    private ServerResponse files(Caller caller, ServerRequest request) {
        Queries query = new Queries(request.servletRequest());
        FilePage.Query asked =
                new FilePage.Query(
                        query.text("file_category", ""),
                        query.number("page", 1, 1, 1_000_000_000),
                        (int) query.number("page_size", 20, 1, 100),
                        query.text("cursor", ""));
        FilePage page = services.files().list(caller, asked);
        return success(
                200,
                FilesMapper.files(
                        page,
                        query.has("cursor"),
                        caller.knownTenant().number(),
                        file ->
                                publicUrl.ofLink(
                                        request.servletRequest(),
                                        services.links().sign(caller, file, LISTED_LINK).token())),
                "Files retrieved.");
    }

    private ServerResponse upload(Caller caller, ServerRequest request) {
        UploadReader form = UploadReader.of(request.servletRequest());
        UploadedFile file = services.uploads().upload(caller, form.request(), form.body());
        return of(request, file.address(), 201, FilesMapper.uploaded(file), "File uploaded.");
    }

    private ServerResponse download(Caller caller, ServerRequest request) {
        ReadableFile file = services.files().readable(caller, objectName(request, ""));
        return fileResponses.answer(
                request.servletRequest(), file, url(request, file.file().address()), errors);
    }

    private ServerResponse metadata(Caller caller, ServerRequest request) {
        StoredFile file = services.files().get(caller, objectName(request, METADATA));
        return of(
                request,
                file.address(),
                200,
                FilesMapper.metadata(file),
                "File metadata retrieved.");
    }

    private ServerResponse presignedUrl(Caller caller, ServerRequest request) {
        long seconds =
                new Queries(request.servletRequest())
                        .number("expires_seconds", 3600, 1, Links.MAX_LIFETIME.toSeconds());
        Links.Link link =
                services.links().create(caller, objectName(request, PRESIGNED_URL), seconds);
        return success(
                200,
                new FilesJson.PresignedUrl(
                        publicUrl.ofLink(request.servletRequest(), link.token()), link.seconds()),
                "Presigned URL generated.");
    }

    private ServerResponse delete(Caller caller, ServerRequest request) {
        String name = objectName(request, "");
        services.files().delete(caller, name);
        return success(200, new FilesJson.Deleted(name), "File deleted.");
    }

    private ServerResponse usage(Caller caller, ServerRequest request) {
        boolean recount = new Queries(request.servletRequest()).flag("recalculate", false);
        return success(
                200,
                FilesMapper.usage(services.quotas().usage(caller, recount), recount),
                "Usage retrieved.");
    }

    private ServerResponse quota(Caller caller, ServerRequest request) {
        return success(
                200, FilesMapper.quota(services.quotas().usage(caller, false)), "Quota retrieved.");
    }

    /** Where a file is, for who has a key. */
    private String url(ServerRequest request, String name) {
        return publicUrl.ofFile(
                request.servletRequest(), OBJECTS, name, List.of(METADATA, PRESIGNED_URL));
    }

    private ServerResponse success(int status, Object data, String message) {
        return whole(status, data, message).toResponse();
    }

    /** An answer about one file whose fields are given, so that a header says where it is. */
    private ServerResponse of(
            ServerRequest request, String name, int status, Object data, String message) {
        return whole(status, data, message)
                .with("Link", FileResponses.self(url(request, name)))
                .toResponse();
    }

    private Response whole(int status, Object data, String message) {
        return json.answer(status, new FilesJson.Success(true, data, message));
    }
}
