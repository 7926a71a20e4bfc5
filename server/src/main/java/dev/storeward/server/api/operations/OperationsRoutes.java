package dev.storeward.server.api.operations;

import dev.storeward.core.Problem;
import dev.storeward.server.http.Answer;
import dev.storeward.server.http.Json;
import dev.storeward.server.http.Problems;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** {@code /healthz}, {@code /readyz}, {@code /openapi.json} and the pages at {@code /docs}. */
public final class OperationsRoutes {
    private static final int RETRY_SECONDS = 5;

    private final BooleanSupplier ready;
    private final Json json;
    private final OperationsErrors errors;
    private final Answer openApi;
    private final DocsPages pages;

    /**
     * @param ready asks whether this node can do its work now
     */
    public OperationsRoutes(BooleanSupplier ready, Json json, OperationsErrors errors) {
        this.ready = ready;
        this.json = json;
        this.errors = errors;
        this.openApi = json.answer(200, OpenApiDocument.merged());
        this.pages = new DocsPages();
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET("/healthz", request -> status("ok"))
                .GET("/readyz", this::ready)
                .GET("/openapi.json", request -> openApi.toResponse())
                .GET("/docs", request -> pages.page("index.html").toResponse())
                .GET(
                        "/docs/{file}",
                        request -> pages.page(request.pathVariable("file")).toResponse())
                .onError(
                        Throwable.class,
                        (thrown, request) -> Problems.answer(errors, thrown, request))
                .build();
    }

    private ServerResponse ready(ServerRequest request) {
        if (!ready.getAsBoolean()) {
            throw new Problem.Unavailable("The database does not answer.", RETRY_SECONDS)
                    .asException();
        }
        return status("ready");
    }

    private ServerResponse status(String status) {
        return json.answer(200, Map.of("status", status)).toResponse();
    }
}
