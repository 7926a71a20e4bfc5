package dev.storeward.server.http;

import dev.storeward.core.Problem;
import dev.storeward.core.access.AccessRules;
import dev.storeward.server.http.request.Authentication;
import dev.storeward.server.http.request.Authentication.CallerHandler;
import dev.storeward.server.http.request.Queries;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Problems;
import java.util.List;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * What the doors do alike around their routes: know who calls, answer what is at none of their
 * addresses, and word whatever is thrown in their own language.
 *
 * @param basePath the path that is the door's, with all below it
 * @param docs where its pages list what there is
 */
public record Door(
        Authentication authentication,
        AccessRules access,
        ErrorMapper errors,
        String basePath,
        String docs) {

    /** A handler for everyone with a valid key. */
    public HandlerFunction<ServerResponse> as(CallerHandler handler) {
        return authentication.required(handler);
    }

    /**
     * A handler for everyone with a valid key, at an address that has these query parameters and no
     * others.
     */
    public HandlerFunction<ServerResponse> taking(CallerHandler handler, String... parameters) {
        List<String> known = List.of(parameters);
        return as((caller, request) -> {
            new Queries(request.servletRequest()).only(known);
            return handler.handle(caller, request);
        });
    }

    /** A handler for super admins: nobody else learns what is right with a request. */
    public HandlerFunction<ServerResponse> asSuperAdmin(CallerHandler handler) {
        return as((caller, request) -> handler.handle(access.superAdmin(caller), request));
    }

    /** A handler for callers who work in a tenant. */
    public HandlerFunction<ServerResponse> inTenant(CallerHandler handler) {
        return as((caller, request) -> handler.handle(access.inTenant(caller), request));
    }

    /** The routes, and the answers to every other address below the door's path. */
    public RouterFunction<ServerResponse> closed(RouterFunctions.Builder routes) {
        return answering(routes, errors, basePath)
                .and(worded(RouterFunctions.route().route(this::isHere, this::nothing), errors));
    }

    /**
     * The routes, and HEAD and 405 where they follow from them, with whatever is thrown answered in
     * a door's words.
     *
     * @param homes paths that the routes are at or below
     */
    public static RouterFunction<ServerResponse> answering(
            RouterFunctions.Builder routes, ErrorMapper errors, String... homes) {
        return new MethodRouter(worded(routes, errors), errors, List.of(homes));
    }

    private static RouterFunction<ServerResponse> worded(
            RouterFunctions.Builder routes, ErrorMapper errors) {
        return routes.onError(
                        Throwable.class,
                        (thrown, request) -> Problems.answer(errors, thrown, request))
                .build();
    }

    private boolean isHere(ServerRequest request) {
        String path = request.path();
        return path.equals(basePath) || path.startsWith(basePath + "/");
    }

    private ServerResponse nothing(ServerRequest request) {
        throw new Problem.NotFound(
                        "There is nothing at this address for "
                                + request.method()
                                + ". "
                                + docs
                                + " lists what there is.")
                .asException();
    }
}
