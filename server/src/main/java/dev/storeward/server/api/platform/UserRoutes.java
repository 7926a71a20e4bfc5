package dev.storeward.server.api.platform;

import dev.storeward.core.access.Caller;
import dev.storeward.core.user.FileDisposition;
import dev.storeward.core.user.IssuedKeys;
import dev.storeward.core.user.NewUser;
import dev.storeward.core.user.User;
import dev.storeward.core.user.UserChange;
import dev.storeward.core.user.Users;
import dev.storeward.server.http.Door;
import dev.storeward.server.http.Mutations;
import dev.storeward.server.http.response.Json;
import dev.storeward.server.http.response.Response;
import java.util.UUID;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Users. */
final class UserRoutes {
    private static final String OF_TENANT = PlatformRoutes.BASE + "/tenants/{id}/users";
    private static final String USER = PlatformRoutes.BASE + "/users/{id}";

    private final Users users;
    private final Mutations mutations;
    private final Json json;

    UserRoutes(Users users, Mutations mutations, Json json) {
        this.users = users;
        this.mutations = mutations;
        this.json = json;
    }

    void addTo(RouterFunctions.Builder routes, Door door) {
        routes.POST(OF_TENANT, door.taking(this::create))
                .GET(OF_TENANT, door.taking(this::list, "cursor", "limit"))
                .PATCH(USER, door.taking(this::update))
                .DELETE(USER, door.taking(this::disable, "files", "files_to", "issued"));
    }

    private ServerResponse create(Caller caller, ServerRequest request) {
        UUID tenantId = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        NewUser made = PlatformMapper.newUser(json.parse(body, PlatformJson.NewUser.class));
        return mutations
                .<User>once(
                        caller,
                        request.servletRequest(),
                        body,
                        user -> answer(201, user),
                        kept -> answer(201, users.create(caller, tenantId, made, kept)))
                .toResponse();
    }

    private ServerResponse list(Caller caller, ServerRequest request) {
        return json.answer(
                        200,
                        PlatformMapper.listing(
                                users.list(
                                        caller,
                                        PlatformMapper.id(request),
                                        PlatformMapper.page(request)),
                                PlatformMapper::listedUser))
                .toResponse();
    }

    private ServerResponse update(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        byte[] body = json.body(request.servletRequest());
        UserChange change =
                PlatformMapper.userChange(json.parse(body, PlatformJson.UserPatch.class));
        return mutations
                .<User>once(
                        caller,
                        request.servletRequest(),
                        body,
                        user -> answer(200, user),
                        kept -> answer(200, users.update(caller, id, change, kept)))
                .toResponse();
    }

    private ServerResponse disable(Caller caller, ServerRequest request) {
        UUID id = PlatformMapper.id(request);
        FileDisposition disposition = PlatformMapper.disposition(request);
        IssuedKeys issued = PlatformMapper.issued(request);
        return mutations
                .<User>done(
                        caller,
                        request.servletRequest(),
                        new byte[0],
                        kept -> users.disable(caller, id, disposition, issued, kept))
                .toResponse();
    }

    private Response answer(int status, User user) {
        return json.answer(status, PlatformMapper.user(user));
    }
}
