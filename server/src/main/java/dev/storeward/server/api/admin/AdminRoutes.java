package dev.storeward.server.api.admin;

import dev.storeward.core.Problem;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.placement.configuration.Configurations;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Problems;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The admin door: method, path, call. For super admins only. */
public final class AdminRoutes {
    static final String BASE = "/api/v1/admin/storage";

    private final Authentication authentication;
    private final Services services;
    private final Json json;
    private final AdminErrors errors;

    /** What this door calls. */
    public record Services(
            Configurations configurations,
            Migrations migrations,
            MigrationViews views,
            Mutations mutations) {}

    public AdminRoutes(
            Authentication authentication, Services services, Json json, AdminErrors errors) {
        this.authentication = authentication;
        this.services = services;
        this.json = json;
        this.errors = errors;
    }

    /** Lets super admins pass before a request is looked at: nobody else learns what is right. */
    interface Admins {
        HandlerFunction<ServerResponse> only(Authentication.CallerHandler handler);
    }

    public RouterFunction<ServerResponse> routes() {
        Admins as =
                handler ->
                        authentication.required((caller, request) -> {
                            caller.requireSuperAdmin();
                            return handler.handle(caller, request);
                        });
        RouterFunctions.Builder routes = RouterFunctions.route();
        new AdminConfigRoutes(services.configurations(), services.mutations(), json)
                .addTo(routes, as);
        new AdminMigrationRoutes(services, json).addTo(routes, as);
        return routes.route(request -> errors.answersFor(request.path()), this::nothing)
                .onError(
                        Throwable.class,
                        (thrown, request) -> Problems.answer(errors, thrown, request))
                .build();
    }

    /** The reason in a body that may be left out. */
    static String reason(Json json, byte[] body) {
        return body.length == 0
                ? ""
                : AdminMapper.orEmpty(json.parse(body, AdminJson.Reason.class).reason());
    }

    private ServerResponse nothing(ServerRequest request) {
        throw new Problem.NotFound(
                        "There is nothing at this address for "
                                + request.method()
                                + ". /docs lists what there is.")
                .asException();
    }
}
