package dev.storeward.server.docs;

import dev.storeward.server.http.Door;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code /openapi.json} and the pages at {@code /docs}; no key is asked. */
public final class DocsRoutes {
    private final DocsErrors errors;
    private final Response openApi;
    private final DocsPages pages = new DocsPages();

    public DocsRoutes(Json json, DocsErrors errors) {
        this.errors = errors;
        this.openApi = json.answer(200, OpenApiDocument.merged());
    }

    public RouterFunction<ServerResponse> routes() {
        return Door.answering(
                RouterFunctions.route()
                        .GET("/openapi.json", request -> openApi.toResponse())
                        .GET("/docs", request -> pages.page("index.html").toResponse())
                        .GET(
                                "/docs/{file}",
                                request -> pages.page(request.pathVariable("file")).toResponse()),
                errors,
                "/openapi.json",
                "/docs");
    }
}
