package dev.storeward.server.http;

import dev.storeward.server.http.request.RequestIds;
import dev.storeward.server.http.response.ErrorMapper;
import dev.storeward.server.http.response.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Routes, and what follows from them for other methods: HEAD is answered wherever GET is, and 405
 * where an address has something for other methods only. The routes themselves are asked which
 * methods an address takes, so nothing is declared twice.
 *
 * @param homes paths that the routes are at or below; addresses elsewhere are not asked about
 */
record MethodRouter(RouterFunction<ServerResponse> routes, ErrorMapper errors, List<String> homes)
        implements RouterFunction<ServerResponse> {
    private static final String GET = "GET";
    private static final String HEAD = "HEAD";
    private static final List<String> OTHERS = List.of("POST", "PUT", "PATCH", "DELETE", "OPTIONS");

    @Override
    public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
        Optional<HandlerFunction<ServerResponse>> found = routes.route(request);
        if (found.isPresent() || !isAtHome(request.path())) {
            return found;
        }
        if (request.method().name().equals(HEAD)) {
            found = as(GET, request);
            if (found.isPresent()) {
                return found;
            }
        }
        List<String> allowed = allowed(request);
        return allowed.isEmpty()
                ? Optional.empty()
                : Optional.of(refused ->
                        errors.of(
                                        Refusal.ofMethod(refused.method().name(), allowed),
                                        RequestIds.of(refused.servletRequest()))
                                .toResponse());
    }

    @Override
    public void accept(RouterFunctions.Visitor visitor) {
        routes.accept(visitor);
    }

    private boolean isAtHome(String path) {
        return homes.stream().anyMatch(home -> path.equals(home) || path.startsWith(home + "/"));
    }

    private List<String> allowed(ServerRequest request) {
        Stream<String> reading =
                takes(GET, request)
                        ? Stream.of(GET, HEAD)
                        : Stream.of(HEAD).filter(method -> takes(method, request));
        return Stream.concat(reading, OTHERS.stream().filter(method -> takes(method, request)))
                .toList();
    }

    /** What a route notes of its match is taken back. */
    private boolean takes(String method, ServerRequest request) {
        boolean takes = as(method, request).isPresent();
        request.attributes().remove(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE);
        request.attributes().remove(RouterFunctions.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
        return takes;
    }

    /** The handler of the same address for another method; both requests share their attributes. */
    private Optional<HandlerFunction<ServerResponse>> as(String method, ServerRequest request) {
        HttpServletRequest other =
                new HttpServletRequestWrapper(request.servletRequest()) {
                    @Override
                    public String getMethod() {
                        return method;
                    }
                };
        return routes.route(ServerRequest.create(other, request.messageConverters()));
    }
}
