package dev.storeward.server.docs;

import dev.storeward.server.http.Door;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code /openapi.json} and the pages at {@code /docs}; no key is asked. */
public final class DocsRoutes {
    private final Json json;
    private final DocsErrors errors;
    private final DocsPages pages = new DocsPages();
    private @Nullable Response openApi;

    public DocsRoutes(Json json, DocsErrors errors) {
        this.json = json;
        this.errors = errors;
    }

    public RouterFunction<ServerResponse> routes() {
        return Door.answering(
                RouterFunctions.route()
                        .GET("/openapi.json", request -> openApi().toResponse())
                        .GET("/docs", request -> pages.page("index.html").toResponse())
                        .GET(
                                "/docs/{file}",
                                request -> pages.page(request.pathVariable("file")).toResponse()),
                errors,
                "/openapi.json",
                "/docs");
    }

    /** Made when it is first asked for: reading it would be a tenth of the start. */
    private synchronized Response openApi() {
        Response made = openApi == null ? json.answer(200, OpenApiDocument.merged()) : openApi;
        openApi = made;
        return made;
    }
}
