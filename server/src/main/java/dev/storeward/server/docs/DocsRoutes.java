package dev.storeward.server.docs;

import dev.storeward.server.http.Door;
import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code /openapi.json} and the pages at {@code /docs}; no key is asked. */
public final class DocsRoutes {
    private final Json json;
    private final DocsErrors errors;
    private final PublicUrl publicUrl;
    private final DocsPages pages = new DocsPages();
    private Map<String, Object> document = Map.of();

    public DocsRoutes(Json json, DocsErrors errors, PublicUrl publicUrl) {
        this.json = json;
        this.errors = errors;
        this.publicUrl = publicUrl;
    }

    public RouterFunction<ServerResponse> routes() {
        return Door.answering(
                RouterFunctions.route()
                        .GET(
                                "/openapi.json",
                                request -> openApi(request.servletRequest()).toResponse())
                        .GET("/docs", request -> pages.page("index.html").toResponse())
                        // What the page names is relative to the address without the slash.
                        .GET(
                                "/docs/",
                                request ->
                                        ServerResponse.permanentRedirect(URI.create("../docs"))
                                                .build())
                        .GET(
                                "/docs/{file}",
                                request -> pages.page(request.pathVariable("file")).toResponse()),
                errors,
                "/openapi.json",
                "/docs");
    }

    /** The document, with the address that this client reaches the server at. */
    private Response openApi(HttpServletRequest request) {
        Map<String, Object> addressed = new LinkedHashMap<>(document());
        addressed.put("servers", List.of(Map.of("url", publicUrl.of(request))));
        return json.answer(200, addressed);
    }

    /** Made when it is first asked for: reading it would be a tenth of the start. */
    private synchronized Map<String, Object> document() {
        if (document.isEmpty()) {
            document = OpenApiDocument.merged();
        }
        return document;
    }
}
