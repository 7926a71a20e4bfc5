package dev.storeward.server.api.links;

import dev.storeward.core.file.ReadableFile;
import dev.storeward.core.link.Links;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.origin.CallerOrigin;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.FileResponses;
import org.springframework.http.HttpMethod;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * {@code GET} and {@code HEAD /links/{token}}: no key is asked, the token is the right to read.
 * What programs that pass links on append as a query is passed over.
 */
public final class LinkRoutes {
    /** The path that links are below. */
    public static final String BASE = "/links";

    private final Links links;
    private final FileResponses files;
    private final ErrorMapper errors;

    /**
     * @param errors of the files door, whose clients are given links
     */
    public LinkRoutes(Links links, FileResponses files, ErrorMapper errors) {
        this.links = links;
        this.files = files;
        this.errors = ErrorMapper.toStrangers(errors);
    }

    public RouterFunction<ServerResponse> routes() {
        return Door.answering(
                RouterFunctions.route()
                        .route(
                                request ->
                                        request.path().startsWith(BASE + "/")
                                                && request.method().equals(HttpMethod.GET),
                                this::open),
                errors,
                BASE);
    }

    private ServerResponse open(ServerRequest request) {
        ReadableFile readable = links.open(request.path().substring(BASE.length() + 1));
        CallerOrigin.inTenant(request.servletRequest(), readable.file().tenantId());
        return files.ofLink(request.servletRequest(), readable, errors);
    }
}
