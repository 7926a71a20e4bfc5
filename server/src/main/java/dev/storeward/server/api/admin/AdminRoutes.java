package dev.storeward.server.api.admin;

import dev.storeward.core.access.AccessRules;
import dev.storeward.core.migration.MigrationViews;
import dev.storeward.core.migration.Migrations;
import dev.storeward.core.placement.configuration.Configurations;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.response.Json;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/** The admin door: method, path, call. For super admins only. */
public final class AdminRoutes {
    static final String BASE = "/api/v1/admin/storage";

    private final Door door;
    private final Services services;
    private final Json json;

    /** What this door calls. */
    public record Services(
            Configurations configurations,
            Migrations migrations,
            MigrationViews views,
            Mutations mutations) {}

    public AdminRoutes(
            Authentication authentication,
            AccessRules access,
            Services services,
            Json json,
            AdminErrors errors) {
        this.door = new Door(authentication, access, errors, BASE, "/docs");
        this.services = services;
        this.json = json;
    }

    public RouterFunction<ServerResponse> routes() {
        RouterFunctions.Builder routes = RouterFunctions.route();
        new AdminConfigRoutes(services.configurations(), services.mutations(), json)
                .addTo(routes, door);
        new AdminMigrationRoutes(services, json).addTo(routes, door);
        return door.closed(routes);
    }

    /** The reason in a body that may be left out. */
    static String reason(Json json, byte[] body) {
        return body.length == 0
                ? ""
                : AdminMapper.orEmpty(json.parse(body, AdminJson.Reason.class).reason());
    }
}
