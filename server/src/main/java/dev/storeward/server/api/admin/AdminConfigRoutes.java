package dev.storeward.server.api.admin;

import dev.storeward.core.access.Caller;
import dev.storeward.core.placement.configuration.Configuration;
import dev.storeward.core.placement.configuration.Configurations;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.response.Json;
import java.util.UUID;
import java.util.function.Function;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;
import tools.jackson.databind.node.ObjectNode;

/** What storage a tenant has. */
final class AdminConfigRoutes {
    private static final String CONFIG = AdminRoutes.BASE + "/config/{tenant_id}";

    private final Configurations configurations;
    private final Mutations mutations;
    private final Json json;

    AdminConfigRoutes(Configurations configurations, Mutations mutations, Json json) {
        this.configurations = configurations;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(CONFIG, door.asSuperAdmin(this::get))
                .POST(CONFIG, door.asSuperAdmin(this::configure))
                .DELETE(CONFIG, door.asSuperAdmin(this::reset))
                .POST(CONFIG + "/validate", door.asSuperAdmin(this::validate))
                .POST(CONFIG + "/provision-dedicated", door.asSuperAdmin(this::provision));
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        Configuration found = configurations.get(caller, AdminMapper.tenantId(request));
        return json.answer(200, AdminMapper.shown(found)).toResponse();
    }

    private ServerResponse configure(Caller caller, ServerRequest request) {
        UUID tenantId = AdminMapper.tenantId(request);
        byte[] body = json.body(request.servletRequest());
        RequestReader asked = new RequestReader(json.parse(body, ObjectNode.class));
        return once(
                caller,
                request,
                body,
                AdminMapper::configured,
                kept ->
                        switch (asked.kind()) {
                            case SHARED ->
                                    configurations.share(caller, tenantId, asked.reason(), kept);
                            case DEDICATED ->
                                    configurations.dedicate(caller, tenantId, asked.reason(), kept);
                            case OWN ->
                                    configurations.bring(
                                            caller, tenantId, asked.bucket(), asked.reason(), kept);
                        });
    }

    private ServerResponse reset(Caller caller, ServerRequest request) {
        UUID tenantId = AdminMapper.tenantId(request);
        String reason = new Queries(request.servletRequest()).text("reason", "");
        return once(
                caller,
                request,
                new byte[0],
                AdminMapper::reset,
                kept -> configurations.reset(caller, tenantId, reason, kept));
    }

    private ServerResponse validate(Caller caller, ServerRequest request) {
        UUID tenantId = AdminMapper.tenantId(request);
        return json.answer(200, AdminMapper.validation(configurations.validate(caller, tenantId)))
                .toResponse();
    }

    private ServerResponse provision(Caller caller, ServerRequest request) {
        UUID tenantId = AdminMapper.tenantId(request);
        byte[] body = json.body(request.servletRequest());
        String reason = AdminRoutes.reason(json, body);
        return once(
                caller,
                request,
                body,
                AdminMapper::provisioned,
                kept -> configurations.provision(caller, tenantId, reason, kept));
    }

    private ServerResponse once(
            Caller caller,
            ServerRequest request,
            byte[] body,
            Function<Configuration, Object> told,
            Mutations.Change<Configuration> change) {
        return mutations
                .answering(
                        caller,
                        request.servletRequest(),
                        body,
                        configuration -> json.answer(200, told.apply(configuration)),
                        change)
                .toResponse();
    }
}
