package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.NewBackend;
import dev.storeward.core.backend.registry.Removal;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Connectors and backends. */
final class BackendRoutes {
    private static final String CONNECTORS = PlatformRoutes.BASE + "/connectors";
    private static final String OF_TENANT = PlatformRoutes.BASE + "/tenants/{id}/backends";
    private static final String BACKEND = PlatformRoutes.BASE + "/backends/{id}";

    private final Backends backends;
    private final Mutations mutations;
    private final Json json;

    BackendRoutes(Backends backends, Mutations mutations, Json json) {
        this.backends = backends;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(CONNECTORS, door.taking(this::connectors))
                .POST(OF_TENANT, door.taking(this::register, "verify"))
                .GET(OF_TENANT, door.taking(this::list, "cursor", "limit"))
                .GET(BACKEND, door.taking(this::get))
                .DELETE(BACKEND, door.taking(this::remove, "forget", "retire"));
    }

    private ServerResponse connectors(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        new PlatformJson.Listing(
                                backends.connectors().stream()
                                        .map(BackendMapper::connector)
                                        .toList(),
                                null))
                .toResponse();
    }

    private ServerResponse register(Caller caller, ServerRequest request) {
        UUID tenantId = PlatformMapper.id(request);
        boolean verify = new Queries(request.servletRequest()).flag("verify", true);
        byte[] body = json.body(request.servletRequest());
        NewBackend made =
                BackendMapper.newBackend(json.parse(body, PlatformJson.NewBackend.class), verify);
        return mutations
                .<Backend>once(
                        caller,
                        request.servletRequest(),
                        body,
                        backend -> answer(201, caller, backend),
                        kept ->
                                answer(
                                        201,
                                        caller,
                                        backends.register(caller, tenantId, made, kept)))
                .toResponse();
    }

    private ServerResponse list(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                backends.list(
                                        caller,
                                        PlatformMapper.id(request),
                                        PlatformMapper.page(request)),
                                backend -> item(caller, backend)))
                .toResponse();
    }

    private ServerResponse get(Caller caller, ServerRequest request) {
        return answer(200, caller, backends.get(caller, PlatformMapper.id(request))).toResponse();
    }

    private ServerResponse remove(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        Removal removal = PlatformMapper.removal(request);
        return mutations
                .<Backend>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> backends.remove(caller, id, removal, kept))
                .toResponse();
    }

    private PlatformJson.BackendItem item(Caller caller, Backend backend) {
        return BackendMapper.backend(caller, backend, backends.connectors());
    }

    private Response answer(int status, Caller caller, Backend backend) {
        return json.answer(status, item(caller, backend));
    }
}
