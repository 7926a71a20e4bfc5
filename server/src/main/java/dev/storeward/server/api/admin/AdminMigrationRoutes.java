package dev.storeward.server.api.admin;

import dev.storeward.core.MigrationId;
import dev.storeward.core.Problem;
import dev.storeward.core.access.Caller;
import dev.storeward.core.migration.Migration;
import dev.storeward.core.migration.request.NewMigration;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** How the files of a tenant move, and how much of everything there is. */
final class AdminMigrationRoutes {
    private static final String MIGRATIONS = AdminRoutes.BASE + "/migrations";
    private static final String NONE = "No migration found for tenant";

    private final AdminRoutes.Services services;
    private final Json json;

    AdminMigrationRoutes(AdminRoutes.Services services, Json json) {
        this.services = services;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.POST(
                        AdminRoutes.BASE + "/config/{tenant_id}/migrate",
                        door.asSuperAdmin(this::start))
                .GET(MIGRATIONS + "/{id}", door.asSuperAdmin(this::status))
                .GET(MIGRATIONS + "/{tenant_id}/history", door.asSuperAdmin(this::history))
                .POST(MIGRATIONS + "/{migration_id}/cancel", door.asSuperAdmin(this::cancel))
                .GET(AdminRoutes.BASE + "/stats", door.asSuperAdmin(this::stats));
    }

    private ServerResponse start(Caller caller, ServerRequest request) {
        UUID tenantId = AdminMapper.tenantId(request);
        byte[] body = json.body(request.servletRequest());
        NewMigration asked =
                NewMigration.to(
                        MigrationMapper.target(json.parse(body, AdminJson.Migrate.class)), "");
        return services.mutations()
                .<Migration>once(
                        caller,
                        request.servletRequest(),
                        body,
                        migration -> json.answer(200, MigrationMapper.begun(migration)),
                        kept ->
                                json.answer(
                                        200,
                                        MigrationMapper.begun(
                                                services.migrations()
                                                        .start(caller, tenantId, asked, kept))))
                .toResponse();
    }

    /** The path names a tenant, or a migration by the form of its id. */
    private ServerResponse status(Caller caller, ServerRequest request) {
        String id = request.pathVariable("id");
        Optional<UUID> migration = MigrationId.parse(id);
        Migration found =
                migration.isPresent()
                        ? services.views().get(caller, migration.get())
                        : AdminMapper.uuid(id)
                                .flatMap(tenant -> services.views().latest(caller, tenant))
                                .orElseThrow(() -> new Problem.NotFound(NONE).asException());
        return json.answer(200, MigrationMapper.status(found)).toResponse();
    }

    private ServerResponse history(Caller caller, ServerRequest request) {
        UUID tenantId = AdminMapper.tenantId(request);
        services.configurations().get(caller, tenantId);
        return json.answer(200, MigrationMapper.history(services.views().history(caller, tenantId)))
                .toResponse();
    }

    private ServerResponse cancel(Caller caller, ServerRequest request) {
        UUID id = MigrationMapper.cancellable(request.pathVariable("migration_id"));
        byte[] body = json.body(request.servletRequest());
        String reason = AdminRoutes.reason(json, body);
        Response answer =
                json.answer(
                        200, new AdminJson.Cancelled("Migration cancelled", MigrationId.of(id)));
        return services.mutations()
                .<Migration>once(
                        caller,
                        request.servletRequest(),
                        body,
                        migration -> answer,
                        kept -> {
                            MigrationMapper.cancelling(
                                    () -> services.migrations().cancel(caller, id, reason, kept));
                            return answer;
                        })
                .toResponse();
    }

    private ServerResponse stats(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        MigrationMapper.statistics(
                                services.configurations().distribution(caller),
                                services.views().statistics(caller)))
                .toResponse();
    }
}
