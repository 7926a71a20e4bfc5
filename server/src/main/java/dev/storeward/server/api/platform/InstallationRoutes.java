package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.installation.InstallationState;
import dev.storeward.core.installation.InstallationStatus;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The installation, and what an operator decides when it finds itself copied. */
final class InstallationRoutes {
    private static final String INSTALLATION = PlatformRoutes.BASE + "/installation";

    private final InstallationState state;
    private final Mutations mutations;
    private final Json json;

    InstallationRoutes(InstallationState state, Mutations mutations, Json json) {
        this.state = state;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(INSTALLATION, door.taking(this::status))
                .POST(INSTALLATION + "/release", door.taking(this::release));
    }

    private ServerResponse status(Caller caller, ServerRequest request) {
        return answer(state.status(caller)).toResponse();
    }

    private ServerResponse release(Caller caller, ServerRequest request) {
        byte[] body = json.body(request.servletRequest());
        InstallationStatus.Release as =
                InstallationMapper.release(json.parse(body, InstallationJson.Release.class));
        return mutations
                .<InstallationStatus>once(
                        caller,
                        request.servletRequest(),
                        body,
                        this::answer,
                        kept -> answer(state.release(caller, as, kept)))
                .toResponse();
    }

    private Response answer(InstallationStatus status) {
        return json.answer(200, InstallationMapper.installation(status));
    }
}
