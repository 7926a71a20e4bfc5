package dev.storeward.server.http.request;

import dev.storeward.core.Problem;
import dev.storeward.core.access.AccessRules;
import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.Caller;
import dev.storeward.core.access.TenantChoice;
import dev.storeward.server.http.origin.CallerOrigin;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/** Turns the key of a request into its caller. The same key is accepted in any of three headers. */
public final class Authentication {
    private static final String BEARER = "bearer ";
    private static final List<String> KEY_HEADERS = List.of("X-API-Key", "X-Avala-Api-Key");

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
        CallerOrigin.of(request, caller);
        limits.known(request, key, caller);
        Caller chosen = inTenant(caller, SingleHeader.of(request, "X-Tenant"));
        CallerOrigin.of(request, chosen);
        MemoryBudget.owned(
                request, chosen.tenant() == null ? chosen.userId() : chosen.tenant().id());
        return chosen;
    }

    private Caller inTenant(Caller caller, Optional<String> slug) {
        if (slug.isEmpty()) {
            return caller;
        }
        if (access.preferred(caller, slug.get()) instanceof TenantChoice.In(Caller inTenant)) {
            return inTenant;
        }
        throw Problem.invalid("X-Tenant", "There is no tenant with this slug.").asException();
    }

    private RuntimeException wrongKey(HttpServletRequest request) {
        limits.wrongKey(request);
        return unauthorized("The API key is unknown, expired or revoked.");
    }

    /** The one key of a request, in however many headers it stands. */
    private static String key(HttpServletRequest request) {
        Set<String> keys = new HashSet<>();
        for (String sent : Collections.list(request.getHeaders("Authorization"))) {
            if (sent.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                keys.add(sent.substring(BEARER.length()).strip());
            }
        }
        for (String header : KEY_HEADERS) {
            for (String sent : Collections.list(request.getHeaders(header))) {
                keys.add(sent.strip());
            }
        }
        keys.remove("");
        if (keys.isEmpty()) {
            throw unauthorized(
                    "An API key is required: send it as 'Authorization: Bearer KEY' or 'X-API-Key: KEY'.");
        }
        if (keys.size() > 1) {
            throw Problem.invalid(
                            "Authorization",
                            "The request holds different keys, so that it is not clear who sends it. Send one.")
                    .asException();
        }
        return keys.iterator().next();
    }

    private static RuntimeException unauthorized(String message) {
        return new Problem.Unauthorized(message).asException();
    }
}
