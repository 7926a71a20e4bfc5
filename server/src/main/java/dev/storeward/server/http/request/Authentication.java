package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantChoice;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Turns the key of a request into its caller. The same key is accepted in any of three headers. */
public final class Authentication {
    private static final String BEARER = "bearer ";

    private final Authenticator authenticator;
    private final AccessRules access;
    private final CallLimits limits;

    public Authentication(Authenticator authenticator, AccessRules access, CallLimits limits) {
        this.authenticator = authenticator;
        this.access = access;
        this.limits = limits;
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
     * @throws dev.storeward.core.ProblemException {@code Unauthorized} without a valid key, {@code
     *     RateLimited}
     */
    public Caller caller(HttpServletRequest request) {
        String key = key(request);
        limits.beforeKey(request, key);
        Caller caller =
                authenticator
                        .authenticate(key, RequestIds.of(request))
                        .orElseThrow(() -> wrongKey(request));
        limits.known(request, key, caller);
        Caller chosen = inTenant(caller, request.getHeader("X-Tenant"));
        MemoryBudget.owned(
                request, chosen.tenant() == null ? chosen.userId() : chosen.tenant().id());
        return chosen;
    }

    private Caller inTenant(Caller caller, @Nullable String slug) {
        if (slug == null) {
            return caller;
        }
        if (access.preferred(caller, slug) instanceof TenantChoice.In(Caller inTenant)) {
            return inTenant;
        }
        throw Problem.invalid("X-Tenant", "There is no tenant with this slug.").asException();
    }

    private RuntimeException wrongKey(HttpServletRequest request) {
        limits.wrongKey(request);
        return unauthorized("The API key is unknown, expired or revoked.");
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
