package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.masterkey.MasterKeyRotation;
import dev.storeward.core.masterkey.MasterKeyStatus;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** The master key. */
final class KeyRoutes {
    private static final String MASTER = PlatformRoutes.BASE + "/keys/master";

    private final MasterKeyRotation masterKey;
    private final Mutations mutations;
    private final Json json;

    KeyRoutes(MasterKeyRotation masterKey, Mutations mutations, Json json) {
        this.masterKey = masterKey;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.GET(MASTER, door.taking(this::status))
                .POST(MASTER + "/rotate", door.taking(this::rotate));
    }

    private ServerResponse status(Caller caller, ServerRequest request) {
        return answer(200, masterKey.status(caller)).toResponse();
    }

    private ServerResponse rotate(Caller caller, ServerRequest request) {
        byte[] body = json.body(request.servletRequest());
        if (body.length > 0) {
            json.parse(body, InstallationJson.Rotate.class);
        }
        return mutations
                .<MasterKeyStatus>once(
                        caller,
                        request.servletRequest(),
                        body,
                        status -> answer(202, status),
                        kept -> answer(202, masterKey.rotate(caller, kept)))
                .toResponse();
    }

    private Response answer(int status, MasterKeyStatus found) {
        return json.answer(status, InstallationMapper.status(found));
    }
}
