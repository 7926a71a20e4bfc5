package dev.storeward.server.http.request;

import dev.storeward.store.outbound.AllowList;
import jakarta.servlet.http.HttpServletRequest;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where clients reach this server: what the operator says, else what a trusted proxy says, else
 * what the request itself says.
 */
public final class PublicUrl {
    private static final Pattern HOST =
            Pattern.compile("[A-Za-z0-9._-]+(:[0-9]{1,5})?|\\[[0-9A-Fa-f:]+](:[0-9]{1,5})?");

    private final String configured;
    private final AllowList trustedProxies;

    /**
     * Reads the URL once.
     *
     * @param configured empty when the operator set none
     * @param trustedProxies whose forwarding headers are believed
     */
    public PublicUrl(String configured, AllowList trustedProxies) {
        this.configured =
                configured.endsWith("/")
                        ? configured.substring(0, configured.length() - 1)
                        : configured;
        this.trustedProxies = trustedProxies;
    }

    /** The address of a link. */
    public String ofLink(HttpServletRequest request, String token) {
        return of(request) + "/links/" + token;
    }

    /** The base without a slash at its end. */
    public String of(HttpServletRequest request) {
        return configured.isEmpty()
                ? forwarded(request).orElseGet(() -> direct(request))
                : configured;
    }

    private Optional<String> forwarded(HttpServletRequest request) {
        String host = first(request.getHeader("X-Forwarded-Host"));
        String scheme = first(request.getHeader("X-Forwarded-Proto"));
        String standard = first(request.getHeader("Forwarded"));
        if (!standard.isEmpty()) {
            var parameters = HeaderParameters.of(";" + standard);
            host = parameters.getOrDefault("host", host);
            scheme = parameters.getOrDefault("proto", scheme);
        }
        boolean usable =
                HOST.matcher(host).matches() && (scheme.equals("https") || scheme.equals("http"));
        return usable && fromTrustedProxy(request)
                ? Optional.of(scheme + "://" + host)
                : Optional.empty();
    }

    private boolean fromTrustedProxy(HttpServletRequest request) {
        try {
            return trustedProxies.allows(InetAddress.getByName(request.getRemoteAddr()));
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String first(@Nullable String header) {
        return header == null ? "" : header.split(",", 2)[0].strip();
    }

    private static String direct(HttpServletRequest request) {
        String scheme = request.getScheme();
        int port = request.getServerPort();
        boolean usual =
                port <= 0
                        || (scheme.equals("https") && port == 443)
                        || (scheme.equals("http") && port == 80);
        return scheme + "://" + request.getServerName() + (usual ? "" : ":" + port);
    }
}
