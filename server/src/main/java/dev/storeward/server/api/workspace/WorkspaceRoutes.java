package dev.storeward.server.api.workspace;

import dev.storeward.core.ProblemException;
import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.LabelledBackend;
import dev.storeward.core.backend.lookup.StorageKeys;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.Removal;
import dev.storeward.core.file.Files;
import dev.storeward.core.link.Links;
import dev.storeward.core.ticket.UploadTickets;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.request.RawPath;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.JsonNode;

/**
 * The workspace door: method, path, call. Its paths are told apart segment by segment as they were
 * sent, with or without a slash at the end, so that an encoded slash stays part of a key.
 */
public final class WorkspaceRoutes {
    static final String BASE = "/storage";
    private static final String ANY = "*";
    private static final Duration LINK_LIFETIME = Duration.ofHours(1);

    private final Door door;
    private final Services services;
    private final Web web;

    /** The services of the core this door calls. */
    public record Services(
            Backends backends, StorageKeys keys, UploadTickets tickets, Files files, Links links) {}

    /** What the door needs to speak HTTP. */
    public record Web(Json json, PublicUrl publicUrl, Mutations mutations) {}

    public WorkspaceRoutes(
            Authentication authentication,
            AccessRules access,
            Services services,
            Web web,
            WorkspaceErrors errors) {
        this.door = new Door(authentication, access, errors, BASE, "/docs#/workspace");
        this.services = services;
        this.web = web;
    }

    public RouterFunction<ServerResponse> routes() {
        return door.closed(
                RouterFunctions.route()
                        .route(at(HttpMethod.POST), door.inTenant(this::register))
                        .route(at(HttpMethod.GET), door.as(this::list))
                        .route(at(HttpMethod.GET, ANY), door.as(this::get))
                        .route(at(HttpMethod.DELETE, ANY), door.as(this::retire))
                        .route(
                                at(HttpMethod.POST, ANY, "files", "request_upload"),
                                door.as(this::requestUpload))
                        .route(
                                at(HttpMethod.GET, ANY, "files", ANY, "request_download"),
                                door.as(this::requestDownload)));
    }

    private static boolean isHere(String rawPath) {
        return rawPath.equals(BASE) || rawPath.startsWith(BASE + "/");
    }

    /** A path of so many segments below the base, of which those that are named are equal. */
    private static RequestPredicate at(HttpMethod method, String... pattern) {
        return request -> {
            List<String> segments = segments(request);
            if (!request.method().equals(method)
                    || !isHere(RawPath.of(request.servletRequest()))
                    || segments.size() != pattern.length) {
                return false;
            }
            for (int i = 0; i < pattern.length; i++) {
                if (segments.get(i).isEmpty()
                        || !(pattern[i].equals(ANY) || pattern[i].equals(segments.get(i)))) {
                    return false;
                }
            }
            return true;
        };
    }

    /** What lies between the slashes below the base, as it was sent. */
    private static List<String> segments(ServerRequest request) {
        String path = RawPath.of(request.servletRequest());
        String below = path.length() > BASE.length() ? path.substring(BASE.length() + 1) : "";
        String trimmed = below.endsWith("/") ? below.substring(0, below.length() - 1) : below;
        return trimmed.isEmpty() ? List.of() : List.of(trimmed.split("/", -1));
    }

    private static String storageKey(ServerRequest request) {
        return RawPath.decode("storage_key", segments(request).get(0));
    }

    private ServerResponse register(Caller caller, ServerRequest request) {
        UUID tenantId = caller.knownTenant().id();
        boolean verify = new Queries(request.servletRequest()).flag("verify", true);
        byte[] body = web.json().body(request.servletRequest());
        RegistrationReader asked =
                RegistrationReader.of(
                        web.json().parse(body, JsonNode.class),
                        services.backends().connectors(),
                        verify);
        StorageClassMapper kind =
                asked.checked(made -> services.backends().problems(caller, tenantId, made));
        return web.mutations()
                .<Backend>once(
                        caller,
                        request.servletRequest(),
                        body,
                        backend -> answer(201, caller, labelled(backend, asked)),
                        kept -> {
                            try {
                                Backend backend =
                                        services.keys()
                                                .register(
                                                        caller,
                                                        asked.backend(),
                                                        asked.className(),
                                                        kept);
                                return answer(201, caller, labelled(backend, asked));
                            } catch (ProblemException e) {
                                throw WorkspaceMapper.renamed(e.problem(), kind).asException(e);
                            }
                        })
                .toResponse();
    }

    private static LabelledBackend labelled(Backend backend, RegistrationReader asked) {
        return new LabelledBackend(backend, asked.className());
    }

    private ServerResponse list(Caller caller, ServerRequest request) {
        return web.json()
                .answer(200, WorkspaceMapper.listed(caller, services.keys().list(caller)))
                .toResponse();
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        return answer(200, caller, services.keys().get(caller, storageKey(request))).toResponse();
    }

    /** What lies on the backend stays readable, and where new files went to it they are refused. */
    private ServerResponse retire(Caller caller, ServerRequest request) {
        String key = storageKey(request);
        return web.mutations()
                .<Backend>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> {
                            UUID id = services.keys().get(caller, key).backend().id();
                            services.backends().remove(caller, id, Removal.RETIRE, kept);
                        })
                .toResponse();
    }

    private ServerResponse requestUpload(Caller caller, ServerRequest request) {
        WorkspaceJson.NewUpload asked =
                web.json().read(request.servletRequest(), WorkspaceJson.NewUpload.class);
        UploadTickets.Ticket ticket =
                services.tickets()
                        .issue(caller, storageKey(request), WorkspaceMapper.fileName(asked));
        String url =
                web.publicUrl().of(request.servletRequest())
                        + UploadUrlRoutes.BASE
                        + ticket.token().reveal();
        return web.json().answer(201, new WorkspaceJson.Upload(ticket.fileId(), url)).toResponse();
    }

    private ServerResponse requestDownload(Caller caller, ServerRequest request) {
        services.keys().requireKnown(caller, storageKey(request));
        UUID id = WorkspaceMapper.fileId(RawPath.decode("file_id", segments(request).get(2)));
        Links.Link link =
                services.links().sign(caller, services.files().get(caller, id), LINK_LIFETIME);
        return web.json()
                .answer(
                        200,
                        new WorkspaceJson.Download(
                                web.publicUrl().ofLink(request.servletRequest(), link.token()),
                                WorkspaceMapper.time(link.expiresAt())))
                .toResponse();
    }

    private Response answer(int status, Caller caller, LabelledBackend backend) {
        return web.json()
                .answer(
                        status,
                        WorkspaceMapper.configuration(
                                caller, backend, services.backends().connectors()));
    }
}
