package dev.storeward.server.console.session;

import dev.storeward.server.http.request.PublicUrl;
import dev.storeward.store.Secret;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The cookie that holds a session's token. Over https its name keeps every other host and path from
 * setting it. Over plain http there is one on the same machine only, where browsers refuse that
 * name; a console that is reached over plain http from another machine has none.
 */
public final class SessionCookie {
    private static final String SECURE = "__Host-storeward";
    private static final String LOCAL = "storeward-local";
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.[0-9]{1,3}){3}|\\[::1]");

    private final PublicUrl publicUrl;

    public SessionCookie(PublicUrl publicUrl) {
        this.publicUrl = publicUrl;
    }

    /** Whether a browser can be signed in over this connection without telling others its key. */
    public boolean isPossible(HttpServletRequest request) {
        return isSecure(request) || isLocal(request);
    }

    /** The token that a browser shows. */
    Optional<Secret> token(HttpServletRequest request) {
        String name = isSecure(request) ? SECURE : LOCAL;
        Cookie[] sent = Objects.requireNonNullElse(request.getCookies(), new Cookie[0]);
        return Arrays.stream(sent)
                .filter(cookie -> cookie.getName().equals(name))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .findFirst()
                .map(Secret::of);
    }

    /** The header that makes a browser keep a token for a time. */
    public String keeping(HttpServletRequest request, Secret token, Duration lifetime) {
        return line(request, token.reveal(), lifetime);
    }

    /** The header that makes a browser forget its token. */
    public String forgetting(HttpServletRequest request) {
        return line(request, "", Duration.ZERO);
    }

    private String line(HttpServletRequest request, String value, Duration lifetime) {
        boolean secure = isSecure(request);
        return (secure ? SECURE : LOCAL)
                + "="
                + value
                + "; Path=/; Max-Age="
                + lifetime.toSeconds()
                + "; HttpOnly; SameSite=Strict"
                + (secure ? "; Secure" : "");
    }

    private boolean isSecure(HttpServletRequest request) {
        return publicUrl.of(request).startsWith("https://")
                || publicUrl.asAsked(request).startsWith("https://");
    }

    private boolean isLocal(HttpServletRequest request) {
        String host = URI.create(publicUrl.asAsked(request)).getHost();
        return host != null && LOOPBACK.matcher(host).matches();
    }
}
