package dev.storeward.server.console.session;

import dev.storeward.core.Problem;
import dev.storeward.core.access.Authenticator;
import dev.storeward.core.access.Caller;
import dev.storeward.core.session.Session;
import dev.storeward.core.session.Sessions;
import dev.storeward.server.http.request.CallLimits;
import dev.storeward.server.http.request.MemoryBudget;
import dev.storeward.server.http.request.RequestIds;
import dev.storeward.store.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Turns the cookie of a request into its session, and a key into a new one. Tokens and keys that
 * are nobody's count against their address as wrong keys do everywhere.
 */
public final class SessionAuthentication {
    private final Authenticator authenticator;
    private final Sessions sessions;
    private final SessionCookie cookie;
    private final CallLimits limits;

    public SessionAuthentication(
            Authenticator authenticator,
            Sessions sessions,
            SessionCookie cookie,
            CallLimits limits) {
        this.authenticator = authenticator;
        this.sessions = sessions;
        this.cookie = cookie;
        this.limits = limits;
    }

    /**
     * The session a request is sent in; empty when it has none, or one that has ended.
     *
     * @throws dev.storeward.core.ProblemException {@code RateLimited}
     */
    public Optional<Session> session(HttpServletRequest request) {
        Optional<Secret> token = cookie.token(request);
        if (token.isEmpty()) {
            return Optional.empty();
        }
        limits.beforeKey(request, token.get().reveal());
        Optional<Session> found = sessions.find(token.get(), RequestIds.of(request));
        if (found.isEmpty()) {
            limits.wrongKey(request);
            return Optional.empty();
        }
        Caller caller = found.get().caller();
        limits.known(request, token.get().reveal(), caller);
        MemoryBudget.owned(
                request, caller.tenant() == null ? caller.userId() : caller.tenant().id());
        return found;
    }

    /**
     * The session as it stands now, for an answer that goes on after its request was let in; empty
     * when it has ended since. Counts as no request.
     */
    public Optional<Session> still(HttpServletRequest request) {
        return cookie.token(request).flatMap(token -> sessions.find(token, RequestIds.of(request)));
    }

    /**
     * Begins a session of a key's user.
     *
     * @return the header that makes the browser keep it
     * @throws dev.storeward.core.ProblemException {@code Invalid} when the key is nobody's, {@code
     *     Forbidden} over a connection that others can listen to, {@code RateLimited}
     */
    public String signIn(HttpServletRequest request, String key) {
        if (!cookie.isPossible(request)) {
            throw new Problem.Forbidden(
                            "This page came over plain http from another machine, so a key typed"
                                    + " here could be read on its way.")
                    .asException();
        }
        limits.beforeKey(request, key);
        Optional<Caller> caller = authenticator.authenticate(key, RequestIds.of(request));
        if (caller.isEmpty()) {
            limits.wrongKey(request);
            throw Problem.invalid("key", "This key is unknown, expired or revoked.").asException();
        }
        limits.known(request, key, caller.get());
        return cookie.keeping(request, sessions.begin(caller.get()).token(), Sessions.LIFETIME);
    }
}
