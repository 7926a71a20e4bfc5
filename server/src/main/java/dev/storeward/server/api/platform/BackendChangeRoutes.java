package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.backend.Backend;
import dev.storeward.core.backend.registry.BackendChange;
import dev.storeward.core.backend.registry.BackendChanges;
import dev.storeward.core.backend.registry.Backends;
import dev.storeward.core.backend.registry.Verified;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import dev.storeward.store.Secret;
import java.util.Map;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Backends asked and changed while they are in use. */
final class BackendChangeRoutes {
    private static final String BACKEND = PlatformRoutes.BASE + "/backends/{id}";

    private final Backends backends;
    private final BackendChanges changes;
    private final String accountId;
    private final Mutations mutations;
    private final Json json;

    /**
     * @param accountId the operator's account that customers' roles trust; empty when unset
     */
    BackendChangeRoutes(
            Backends backends,
            BackendChanges changes,
            String accountId,
            Mutations mutations,
            Json json) {
        this.backends = backends;
        this.changes = changes;
        this.accountId = accountId;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.PATCH(BACKEND, door.taking(this::change))
                .POST(BACKEND + "/verify", door.taking(this::verify))
                .POST(BACKEND + "/rotate", door.taking(this::rotate))
                .GET(BACKEND + "/policy", door.taking(this::policy));
    }

    private ServerResponse verify(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        return mutations
                .<Verified>once(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        verified -> answer(caller, verified.backend()),
                        kept -> answer(caller, backends.verify(caller, id, kept).backend()))
                .toResponse();
    }

    private ServerResponse change(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        BackendChange change =
                BackendMapper.change(json.parse(body, PlatformJson.BackendPatch.class));
        return mutations
                .<Backend>once(
                        caller,
                        request.servletRequest(),
                        body,
                        backend -> answer(caller, backend),
                        kept -> answer(caller, changes.change(caller, id, change, kept)))
                .toResponse();
    }

    private ServerResponse rotate(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        Map<String, Secret> secrets =
                BackendMapper.secrets(json.parse(body, PlatformJson.Rotation.class));
        return mutations
                .<Backend>once(
                        caller,
                        request.servletRequest(),
                        body,
                        backend -> answer(caller, backend),
                        kept -> answer(caller, changes.rotate(caller, id, secrets, kept)))
                .toResponse();
    }

    private ServerResponse policy(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        new PlatformJson.Listing(
                                changes
                                        .policies(caller, PlatformMapper.id(request), accountId)
                                        .stream()
                                        .map(BackendMapper::policy)
                                        .toList(),
                                null))
                .toResponse();
    }

    private Response answer(Caller caller, Backend backend) {
        return json.answer(200, BackendMapper.backend(caller, backend, backends.connectors()));
    }
}
