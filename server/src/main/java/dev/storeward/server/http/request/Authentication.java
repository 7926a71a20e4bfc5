package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.Role;
import dev.storeward.core.access.TenantScope;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.Optional;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Turns the key of a request into its caller. The same key is accepted in any of three headers. */
public final class Authentication {
    private static final String BEARER = "bearer ";

    private final Authenticator authenticator;

    public Authentication(Authenticator authenticator) {
        this.authenticator = authenticator;
    }

    /** A handler that knows who calls. */
    public interface CallerHandler {
        ServerResponse handle(Caller caller, ServerRequest request) throws Exception;
    }

    /** The handler behind a check of the request's key. */
    public HandlerFunction<ServerResponse> required(CallerHandler handler) {
        return request -> handler.handle(caller(request.servletRequest()), request);
    }

    /**
     * Who sent a request.
     *
     * @throws dev.storeward.core.ProblemException {@code Unauthorized} without a valid key
     */
    public Caller caller(HttpServletRequest request) {
        Caller caller =
                authenticator
                        .authenticate(key(request), RequestIds.of(request))
                        .orElseThrow(
                                () -> unauthorized("The API key is unknown, expired or revoked."));
        String slug = request.getHeader("X-Tenant");
        if (caller.role() != Role.SUPER_ADMIN || slug == null) {
            return caller;
        }
        return caller.in(
                authenticator
                        .tenantBySlug(slug)
                        .orElseThrow(() ->
                                Problem.invalid("X-Tenant", "There is no tenant with this slug.")
                                        .asException()));
    }

    /** The tenant of a slug, for a super admin who names it elsewhere than in {@code X-Tenant}. */
    public Optional<TenantScope> tenant(String slug) {
        return authenticator.tenantBySlug(slug);
    }

    private static String key(HttpServletRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null
                && authorization.toLowerCase(Locale.ROOT).startsWith(BEARER)
                && authorization.length() > BEARER.length()) {
            return authorization.substring(BEARER.length()).strip();
        }
        String key = request.getHeader("X-API-Key");
        if (key == null) {
            key = request.getHeader("X-Avala-Api-Key");
        }
        if (key == null || key.isBlank()) {
            throw unauthorized(
                    "An API key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
        }
        return key.strip();
    }

    private static RuntimeException unauthorized(String message) {
        return new Problem.Unauthorized(message).asException();
    }
}
